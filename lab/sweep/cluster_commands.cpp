#include "lab/sweep/cluster_commands.hpp"

#include "lab/sweep/sweep_axes.hpp"

namespace sotto {
namespace {

std::string command(const std::filesystem::path& program, const std::filesystem::path& directory,
                    const std::string& index) {
  return shell_word(program.string()) + " sweep " + shell_word(directory.string()) + " --run " +
         index + "\n";
}

}  // namespace

std::string shell_word(const std::string& text) {
  std::string word = "'";
  for (const char letter : text) word += letter == '\'' ? "'\\''" : std::string(1, letter);
  return word + "'";
}

std::string parallel_commands(const std::filesystem::path& program,
                              const std::filesystem::path& directory,
                              const std::vector<std::int64_t>& missing) {
  std::string commands;
  for (const auto index : missing) commands += command(program, directory, std::to_string(index));
  return commands;
}

std::string slurm_script(const std::filesystem::path& program,
                         const std::filesystem::path& directory,
                         const std::vector<std::int64_t>& missing) {
  return "#!/bin/sh\n"
         "#SBATCH --job-name=sotto-sweep\n"
         "#SBATCH --array=" +
         ranges_of(missing) +
         "\n"
         "#SBATCH --ntasks=1\n"
         "#SBATCH --cpus-per-task=1\n"
         "exec " +
         command(program, directory, "\"$SLURM_ARRAY_TASK_ID\"");
}

}  // namespace sotto

// The missing runs of a sweep as commands for other programs that start them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace sotto {

/// As one word of a shell's command line.
std::string shell_word(const std::string& text);

/// One command a line, each `PROGRAM sweep DIRECTORY --run INDEX`, for GNU parallel or `sh`.
std::string parallel_commands(const std::filesystem::path& program,
                              const std::filesystem::path& directory,
                              const std::vector<std::int64_t>& missing);

/// A script for `sbatch`: an array over the missing indices, which must be some, one task a run.
std::string slurm_script(const std::filesystem::path& program,
                         const std::filesystem::path& directory,
                         const std::vector<std::int64_t>& missing);

}  // namespace sotto

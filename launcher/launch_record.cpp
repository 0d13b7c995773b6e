#include "launcher/launch_record.hpp"

#include <fstream>
#include <iterator>

#include "shared/base/file_draft.hpp"
#include "shared/base/json_fields.hpp"

namespace sotto {
namespace {

constexpr std::size_t kMaxArguments = 1'000;
constexpr std::size_t kMaxArgument = 100'000;  // bytes

}  // namespace

void LaunchRecord::write(const std::filesystem::path& work_directory) const {
  const Json object{
      {"directory", directory.string()}, {"arguments", arguments}, {"before", before}};
  replace_file(file(work_directory), object.dump(2) + "\n");
}

LaunchRecord LaunchRecord::read(const std::filesystem::path& work_directory) {
  const auto path = file(work_directory);
  std::ifstream in(path);
  if (!in)
    throw ResumeError("there is no run to resume in '" + work_directory.string() + "': it has no " +
                      path.filename().string());
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  try {
    const auto object = parse_object(text);
    Fields from(object, {"launch"});
    LaunchRecord record;
    record.directory = from.text("directory", kMaxArgument);
    for (const auto& each :
         read_array(from.at("arguments"), from.place("arguments"), kMaxArguments))
      record.arguments.push_back(read_text(each, from.place("arguments"), kMaxArgument));
    record.before = from.text("before", kMaxArgument);
    from.finish();
    return record;
  } catch (const FieldError& error) {
    throw ResumeError("the run in '" + work_directory.string() + "' cannot be resumed: in " +
                      path.filename().string() + ", " + error.what());
  }
}

}  // namespace sotto

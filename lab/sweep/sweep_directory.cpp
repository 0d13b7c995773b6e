#include "lab/sweep/sweep_directory.hpp"

#include <fcntl.h>
#include <sys/file.h>

#include <fstream>
#include <sstream>

#include "shared/session/report.hpp"

namespace sotto {
namespace {

namespace fs = std::filesystem;

Json read_json(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  if (!in) throw SweepError("'" + file.string() + "' cannot be read");
  try {
    return parse_object(text.str());
  } catch (const FieldError& error) {
    throw SweepError("'" + file.string() + "' is not what a sweep has written: " + error.what());
  }
}

}  // namespace

void SweepDirectory::begin(const SweepPlan& asked) const {
  std::error_code fault;
  fs::create_directories(path_ / "reports", fault);
  if (fault)
    throw SweepError("cannot create '" + path_.string() + "' for a sweep: " + fault.message());
  if (!fs::exists(file("plan.json"))) try {
      return write_report(to_json(asked), file("plan.json"));
    } catch (const std::exception& error) {
      throw SweepError(std::string("the plan of the sweep cannot be kept: ") + error.what());
    }
  if (const auto differs = difference(plan(), asked))
    throw SweepError("'" + path_.string() + "' holds the sweep of another plan: " + *differs);
}

SweepPlan SweepDirectory::plan() const {
  const auto from = file("plan.json");
  if (!fs::exists(from))
    throw SweepError("'" + path_.string() +
                     "' holds no sweep; sotto-lab sweep DIR --seeds 1-20 begins one");
  const auto json = read_json(from);
  try {
    return plan_from_json(json);
  } catch (const FieldError& error) {
    throw SweepError("'" + from.string() + "' is no plan of a sweep: " + error.what());
  }
}

fs::path SweepDirectory::report(std::int64_t index) const {
  return path_ / "reports" / (std::to_string(index) + ".json");
}

bool SweepDirectory::is_done(std::int64_t index) const { return fs::exists(report(index)); }

std::vector<std::int64_t> SweepDirectory::missing(const SweepPlan& plan) const {
  std::vector<std::int64_t> missing;
  const auto runs = static_cast<std::int64_t>(plan.combinations() * plan.seeds.size());
  for (std::int64_t index = 0; index < runs; ++index)
    if (!is_done(index)) missing.push_back(index);
  return missing;
}

Json SweepDirectory::record(std::int64_t index) const { return read_json(report(index)); }

void SweepDirectory::lock() const {
  const auto by = file("lock");
  // Held, and closed by the system, until this process ends.
  const int handle = ::open(by.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (handle < 0) throw SweepError("'" + by.string() + "' cannot be written");
  if (::flock(handle, LOCK_EX | LOCK_NB) != 0)
    throw SweepError("another sweep is at work in '" + path_.string() + "'");
}

}  // namespace sotto

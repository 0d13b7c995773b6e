#include "launcher/lab_audit.hpp"

#include <boost/process/system.hpp>
#include <fstream>
#include <iostream>

namespace sotto {

Json audit_archives(const std::filesystem::path& programs, const std::filesystem::path& directory,
                    const std::string& budget) {
  const auto file = directory / "audit.json";
  std::filesystem::remove(file);
  std::cout << "the audit begins: fresh attackers, budget " << budget << std::endl;
  std::error_code fault;
  boost::process::system((programs / "sotto-lab").string(), "audit", directory.string(), "--budget",
                         budget, "--report", file.string(), fault);
  std::ifstream found(file);
  auto audit = Json::parse(found, nullptr, /*allow_exceptions=*/false);
  if (fault || audit.is_discarded())
    throw ArchiveAuditError("the audit did not come to its end" +
                            (fault ? ": " + fault.message() : ""));
  return audit;
}

}  // namespace sotto

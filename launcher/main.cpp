// sotto-demo
#include <filesystem>
#include <iostream>

#include "launcher/demo.hpp"
#include "shared/base/exit_codes.hpp"

int main(int argc, char** argv) {
  int exit_code = sotto::exit_code::kGoalMet;
  auto options = sotto::parse_demo_options(argc, argv, exit_code);
  if (!options) return exit_code;
  try {
    return sotto::Demo(std::move(*options)).run();
  } catch (const std::filesystem::filesystem_error& error) {
    const bool locked = error.code() == std::errc::device_or_resource_busy;
    std::cerr << "sotto-demo: cannot use '" << error.path1().string()
              << "' as or in the work directory: "
              << (locked ? "another run is at work there" : error.code().message()) << "\n";
    return sotto::exit_code::kBadUsage;
  } catch (const std::exception& error) {
    std::cerr << "sotto-demo: " << error.what() << "\n";
    return sotto::exit_code::kFailed;
  }
}

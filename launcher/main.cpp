// sotto-demo
#include <filesystem>
#include <iostream>

#include "launcher/demo.hpp"
#include "shared/base/exit_codes.hpp"

int main(int argc, char** argv) {
  sotto::DemoFlags flags;
  if (const auto ended = sotto::parse_demo_flags(argc, argv, flags)) return *ended;
  try {
    return sotto::Demo(std::move(flags)).run();
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

// sotto-demo
#include <iostream>

#include "launcher/demo.hpp"
#include "shared/party/exit_codes.hpp"

int main(int argc, char** argv) {
  int exit_code = sotto::exit_code::kGoalMet;
  auto options = sotto::parse_demo_options(argc, argv, exit_code);
  if (!options) return exit_code;
  try {
    return sotto::Demo(std::move(*options)).run();
  } catch (const std::exception& error) {
    std::cerr << "sotto-demo: " << error.what() << "\n";
    return sotto::exit_code::kFailed;
  }
}

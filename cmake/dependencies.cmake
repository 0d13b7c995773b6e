# All from Debian packages; scripts/setup.sh installs them.
find_package(Threads REQUIRED)
find_package(Boost 1.81 REQUIRED COMPONENTS filesystem)
find_package(nlohmann_json 3.11 REQUIRED)
find_package(CLI11 2.1 REQUIRED)
find_package(spdlog 1.10 REQUIRED)
find_package(prometheus-cpp REQUIRED)
find_package(SQLiteCpp 3.2 REQUIRED)
find_package(OpenSSL 3.0 REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(sodium REQUIRED IMPORTED_TARGET libsodium)
# libcsv brings neither a package of CMake's nor one of pkg-config's.
find_library(SOTTO_LIBCSV csv REQUIRED)
find_path(SOTTO_LIBCSV_HEADERS csv.h REQUIRED)
add_library(CSV::csv UNKNOWN IMPORTED)
set_target_properties(CSV::csv PROPERTIES
  IMPORTED_LOCATION "${SOTTO_LIBCSV}" INTERFACE_INCLUDE_DIRECTORIES "${SOTTO_LIBCSV_HEADERS}")
find_package(GTest 1.12 REQUIRED)
find_package(benchmark QUIET)  # for ./bench.sh alone
find_package(rapidcheck QUIET)  # for tests with random input, which are left out without it
find_package(hwy REQUIRED)
if(SOTTO_WITH_TORCH)
  find_package(Torch 1.13 REQUIRED)
endif()

# What every target of the project is compiled with: warnings are errors, and sanitizers where asked for.
add_library(sotto_developer INTERFACE)
# A designated initialiser leaves the other members at their defaults: that is what it is for.
target_compile_options(sotto_developer INTERFACE -Wall -Wextra -Wpedantic -Wshadow
  -Wnon-virtual-dtor -Wno-missing-field-initializers -Werror)
target_include_directories(sotto_developer INTERFACE ${PROJECT_SOURCE_DIR})
if(SOTTO_SANITIZE)
  target_compile_options(sotto_developer INTERFACE -fsanitize=${SOTTO_SANITIZE} -fno-omit-frame-pointer)
  target_link_options(sotto_developer INTERFACE -fsanitize=${SOTTO_SANITIZE})
  # For tests that cannot be made under them.
  target_compile_definitions(sotto_developer INTERFACE SOTTO_SANITIZED)
  if(SOTTO_SANITIZE MATCHES undefined AND CMAKE_CXX_COMPILER_ID STREQUAL Clang)
    # Clang 14 cannot assemble coroutines with it ("Cannot represent a difference across sections").
    target_compile_options(sotto_developer INTERFACE -fno-sanitize=function)
  endif()
  if(SOTTO_SANITIZE MATCHES thread AND CMAKE_CXX_COMPILER_ID STREQUAL GNU)
    # Asio's fences are beside the locks and atomics that the sanitizer does see.
    target_compile_options(sotto_developer INTERFACE -Wno-tsan)
  endif()
endif()
if(SOTTO_FUZZ)
  # Counts which code an input reaches, and ends at the first undefined behaviour.
  target_compile_options(sotto_developer INTERFACE -fsanitize=fuzzer-no-link -fno-sanitize-recover=all)
endif()

# Code that reads and writes sockets. It waits more than it computes, so that it is not optimised where that takes long: with
# all that the fuzz targets are compiled with. The precompiled headers hold for one level of optimisation.
function(sotto_socket_code target)
  if(SOTTO_FUZZ)
    target_compile_options(${target} PRIVATE -O0)
  endif()
  if(target STREQUAL sotto_transport)
    target_precompile_headers(${target} PRIVATE net_pch.hpp)
  else()
    target_precompile_headers(${target} REUSE_FROM sotto_transport)
  endif()
endfunction()

# A library of the project: sources beside the CMakeLists.txt that names it.
function(sotto_library name)
  cmake_parse_arguments(PARSE_ARGV 1 ARG "" "" "SOURCES;PUBLIC;PRIVATE")
  add_library(${name} STATIC ${ARG_SOURCES})
  target_link_libraries(${name} PUBLIC sotto_developer ${ARG_PUBLIC} PRIVATE ${ARG_PRIVATE})
endfunction()

function(sotto_program name)
  cmake_parse_arguments(PARSE_ARGV 1 ARG "" "" "SOURCES;LIBRARIES")
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE sotto_developer ${ARG_LIBRARIES})
endfunction()

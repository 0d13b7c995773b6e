# Folders are layers: a file includes files of its own layer and of lower ones, never of a higher one.
#
# Runs when CMake configures, and alone: `cmake -P cmake/include_layers.cmake`. The tables stand here and nowhere else.

cmake_minimum_required(VERSION 3.25)

# Lowest first. Folders on one line are neighbours: none of them includes another. A file belongs to the longest folder
# that fits its path.
set(SOTTO_LAYERS
  "shared/base"
  "shared/crypto"
  "shared/session"
  "shared/tasks"
  "shared/protocol"
  "shared/transport"
  "shared/nn"
  "shared/attack"
  "shared/room"
  "shared/party"
  "server/session"
  "server/observers"
  "server/registry"
  "server/api"
  "server/net"
  "server"
  "simulation"
  "launcher"
  "alice_client bob_client eve_sniffer"
  "lab tools"
  "bench"
  "tests/support"
  "fuzz tests")

# Who may not include what, although the order of the layers allows it: FILES | INCLUDES | BUT | WHY. The first three are
# regular expressions, of paths from the project's root and of headers as they are included; an empty BUT fits nothing.
set(SOTTO_FORBIDDEN_INCLUDES
  "^shared/(base|crypto|session|tasks|protocol|room)/ | ^(boost/(asio|beast)|torch/|ATen/|SQLiteCpp/|spdlog/) | | these layers do no input or output and know no network library"
  "^shared/room/ | ^(fstream|iostream|filesystem|thread|mutex|unistd.h|sys/|shared/transport/|shared/nn/|shared/base/output_file) | | the room is free of sockets, files, threads and weights"
  "^shared/nn/ | ^(boost/|shared/transport/) | | what learns has no socket"
  "^shared/attack/ | ^(boost/(asio|beast)|shared/transport/) | | attackers get samples, and have no socket"
  "^(shared/transport|server|launcher)/ | ^(torch/|ATen/|shared/nn/|shared/attack/) | | the relay and the launcher cannot touch a weight"
  "^simulation/ | ^(boost/(asio|beast)|shared/transport/|server/) | | a simulated session has no socket"
  "^lab/ | ^(boost/(asio|beast)|shared/transport/|server/) | ^server/observers/(journal/journal_reader|history).hpp$ | the lab reads a journal, keeps a history, and has nothing else of the relay"
  "^bench/ | ^tests/ | | benchmarks build without the tests")

# Sets OUT_RANK to a file's layer, counted from 0, and OUT_FOLDER to its folder in the table; both are empty where the
# table has none.
function(sotto_layer_of path out_rank out_folder)
  get_filename_component(directory "${path}" DIRECTORY)
  get_property(known GLOBAL PROPERTY "sotto_layer_${directory}" SET)
  if(known)
    get_property(found GLOBAL PROPERTY "sotto_layer_${directory}")
    list(GET found 0 rank)
    list(GET found 1 folder)
    set(${out_rank} "${rank}" PARENT_SCOPE)
    set(${out_folder} "${folder}" PARENT_SCOPE)
    return()
  endif()
  set(best "")
  set(best_rank "")
  set(rank 0)
  foreach(layer IN LISTS SOTTO_LAYERS)
    separate_arguments(folders UNIX_COMMAND "${layer}")
    foreach(folder IN LISTS folders)
      string(FIND "${path}" "${folder}/" at)
      string(LENGTH "${folder}" length)
      string(LENGTH "${best}" best_length)
      if(at EQUAL 0 AND length GREATER best_length)
        set(best "${folder}")
        set(best_rank ${rank})
      endif()
    endforeach()
    math(EXPR rank "${rank} + 1")
  endforeach()
  if(NOT best STREQUAL "")
    set_property(GLOBAL PROPERTY "sotto_layer_${directory}" "${best_rank};${best}")
  endif()
  set(${out_rank} "${best_rank}" PARENT_SCOPE)
  set(${out_folder} "${best}" PARENT_SCOPE)
endfunction()

# Divides "a | b | c" into OUT_0, OUT_1, ...
macro(sotto_divide text out)
  string(REGEX REPLACE " ?\\| " ";" _text "${text}")
  set(_number 0)
  foreach(_part IN LISTS _text)
    string(STRIP "${_part}" ${out}_${_number})
    math(EXPR _number "${_number} + 1")
  endforeach()
endmacro()

# Sets OUT to those of torch and beast whose headers FILE sees, itself or through the project's headers.
function(sotto_libraries_seen file out)
  get_property(known GLOBAL PROPERTY "sotto_seen_${file}" SET)
  if(NOT known)
    set_property(GLOBAL PROPERTY "sotto_seen_${file}" "")  # a header may include itself in a circle
    set(seen "")
    get_property(includes GLOBAL PROPERTY "sotto_includes_${file}")
    foreach(include IN LISTS includes)
      if(include MATCHES "^(torch|ATen)/")
        list(APPEND seen torch)
      elseif(include MATCHES "^boost/beast")
        list(APPEND seen beast)
      else()
        get_property(ours GLOBAL PROPERTY "sotto_includes_${include}" SET)
        if(ours)
          sotto_libraries_seen("${include}" deeper)
          list(APPEND seen ${deeper})
        endif()
      endif()
    endforeach()
    list(REMOVE_DUPLICATES seen)
    set_property(GLOBAL PROPERTY "sotto_seen_${file}" "${seen}")
  endif()
  get_property(seen GLOBAL PROPERTY "sotto_seen_${file}")
  set(${out} "${seen}" PARENT_SCOPE)
endfunction()

# Sets OUT_FINDINGS to one sentence for each include that may not be, and OUT_FILES to the number of files read.
function(sotto_check_includes root out_findings out_files)
  set(findings "")
  set(roots "")
  foreach(layer IN LISTS SOTTO_LAYERS)
    separate_arguments(folders UNIX_COMMAND "${layer}")
    foreach(folder IN LISTS folders)
      string(REGEX REPLACE "/.*" "" top "${folder}")
      list(APPEND roots "${top}")
    endforeach()
  endforeach()
  list(REMOVE_DUPLICATES roots)

  # Every folder of the project with C++ in it, known to the table or not. CMake's build trees have sources of their own.
  set(files "")
  file(GLOB entries RELATIVE "${root}" LIST_DIRECTORIES true "${root}/*")
  foreach(entry IN LISTS entries)
    if(IS_DIRECTORY "${root}/${entry}" AND NOT entry MATCHES "^(build|run|\\.)" AND NOT EXISTS "${root}/${entry}/CMakeCache.txt")
      file(GLOB_RECURSE found RELATIVE "${root}" "${root}/${entry}/*.cpp" "${root}/${entry}/*.hpp")
      list(APPEND files ${found})
    endif()
  endforeach()
  list(FILTER files EXCLUDE REGEX "node_modules/")

  foreach(file IN LISTS files)
    file(STRINGS "${root}/${file}" lines REGEX "^[ \t]*#[ \t]*include[ \t]*[<\"]")
    list(TRANSFORM lines REPLACE "^[ \t]*#[ \t]*include[ \t]*[<\"]([^>\"]*).*" "\\1")
    set_property(GLOBAL PROPERTY "sotto_includes_${file}" "${lines}")
  endforeach()

  foreach(file IN LISTS files)
    sotto_layer_of("${file}" rank folder)
    if(rank STREQUAL "")
      list(APPEND findings "${file}: its folder has no layer in cmake/include_layers.cmake")
      continue()
    endif()
    set(rules "")
    foreach(rule IN LISTS SOTTO_FORBIDDEN_INCLUDES)
      sotto_divide("${rule}" rule)
      if(file MATCHES "${rule_0}")
        list(APPEND rules "${rule}")
      endif()
    endforeach()
    get_property(includes GLOBAL PROPERTY "sotto_includes_${file}")
    foreach(include IN LISTS includes)
      string(REGEX REPLACE "/.*" "" top "${include}")
      if(top IN_LIST roots)
        sotto_layer_of("${include}" include_rank include_folder)
        set(upward FALSE)
        if(include_rank STREQUAL "")
          list(APPEND findings "${file}: includes ${include}, whose folder has no layer")
        elseif(include_rank GREATER rank)
          set(upward TRUE)
        elseif(include_rank EQUAL rank AND NOT include_folder STREQUAL folder)
          list(APPEND findings "${file}: includes ${include}, but ${folder} and ${include_folder} are neighbours")
        endif()
        if(upward)
          list(APPEND findings "${file}: includes ${include}, but ${include_folder} is above ${folder}")
        endif()
      endif()
      foreach(rule IN LISTS rules)
        sotto_divide("${rule}" rule)
        if(include MATCHES "${rule_1}" AND (rule_2 STREQUAL "" OR NOT include MATCHES "${rule_2}"))
          list(APPEND findings "${file}: includes ${include}, but ${rule_3}")
        endif()
      endforeach()
    endforeach()

    sotto_libraries_seen("${file}" seen)
    if("torch" IN_LIST seen AND "beast" IN_LIST seen)
      list(APPEND findings "${file}: sees LibTorch's headers and Beast's, itself or through the headers it includes")
    endif()
  endforeach()

  list(LENGTH files count)
  set(${out_findings} "${findings}" PARENT_SCOPE)
  set(${out_files} ${count} PARENT_SCOPE)
endfunction()

get_filename_component(sotto_layers_root "${CMAKE_CURRENT_LIST_DIR}/.." ABSOLUTE)
sotto_check_includes("${sotto_layers_root}" sotto_layers_findings sotto_layers_files)
if(CMAKE_SCRIPT_MODE_FILE STREQUAL CMAKE_CURRENT_LIST_FILE)
  foreach(finding IN LISTS sotto_layers_findings)
    message(NOTICE "${finding}")
  endforeach()
  if(sotto_layers_findings)
    message(FATAL_ERROR "The layers of the includes are not in order.")
  endif()
  message(NOTICE "${sotto_layers_files} files, and no include goes up")
elseif(sotto_layers_findings)
  list(JOIN sotto_layers_findings "\n  " sotto_layers_findings)
  message(FATAL_ERROR "Folders are layers (docs/architecture.md):\n  ${sotto_layers_findings}")
endif()

// Files that are written when the work is done.
#pragma once

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <string>

namespace sotto {

/// For CLI::Option::check: what keeps a file from being written is told before the work, not after.
inline CLI::Validator output_file() {
  return {[](const std::string& text) -> std::string {
            const std::filesystem::path file(text);
            if (text.empty()) return "the file's name is empty";
            if (std::filesystem::is_directory(file))
              return "'" + text + "' is a directory, expected a file";
            const auto parent = file.has_parent_path() ? file.parent_path() : ".";
            if (!std::filesystem::is_directory(parent))
              return "'" + parent.string() + "' is no directory";
            if (::access(parent.c_str(), W_OK) != 0)
              return "nothing can be written into '" + parent.string() + "'";
            return {};
          },
          "FILE"};
}

}  // namespace sotto

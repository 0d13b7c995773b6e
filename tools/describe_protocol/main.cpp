// Writes what is made from the field tables of the messages: the tables of docs/protocol.md and the
// types of dashboard/net/messages.js.
//
//   describe_protocol markdown                      prints the tables
//   describe_protocol markdown docs/protocol.md     puts them between the file's markers
//   describe_protocol jsdoc > dashboard/net/messages.js
#include <fstream>
#include <iostream>
#include <iterator>
#include <stdexcept>
#include <string>

#include "shared/protocol/description.hpp"

namespace {

using namespace sotto::protocol;

void replace_tables(const std::string& file) {
  std::ifstream in(file);
  std::string text{std::istreambuf_iterator<char>(in), {}};
  const auto begin = text.find(kTablesBegin);
  const auto end = text.find(kTablesEnd);
  if (begin == text.npos || end == text.npos || end < begin)
    throw std::runtime_error("'" + file + "' does not have the lines between which the tables go");
  const auto from = begin + std::string(kTablesBegin).size();
  text.replace(from, end - from, message_tables_markdown());
  std::ofstream out(file);
  out << text;
  out.close();
  if (!out) throw std::runtime_error("'" + file + "' cannot be written");
}

}  // namespace

int main(int argc, char** argv) try {
  const std::string what = argc > 1 ? argv[1] : "";
  if (what == "markdown" && argc == 3)
    replace_tables(argv[2]);
  else if (what == "markdown" && argc == 2)
    std::cout << message_tables_markdown();
  else if (what == "jsdoc" && argc == 2)
    std::cout << message_types_jsdoc();
  else
    throw std::runtime_error("usage: describe_protocol markdown [FILE] | jsdoc");
  return 0;
} catch (const std::exception& error) {
  std::cerr << "describe_protocol: " << error.what() << "\n";
  return 2;
}

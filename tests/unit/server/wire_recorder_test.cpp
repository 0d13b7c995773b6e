#include "server/observers/wire_recorder.hpp"

#include <gtest/gtest.h>

#include "tests/support/file_size_limit.hpp"
#include "tests/support/process.hpp"

namespace sotto {
namespace {

Buffer bytes(std::size_t size) { return Buffer(std::string(size, 'x')); }

TEST(WireRecord, HoldsEachMessageWithItsHead) {
  const TemporaryDirectory directory;
  WireRecord record(directory / "record");
  record.write("alice", Direction::from, false, bytes(3));
  EXPECT_EQ(contents(directory / "record"),
            R"({"binary":false,"bytes":3,"direction":"from","peer":"alice"})"
            "\nxxx\n");
}

TEST(WireRecord, HasNoToken) {
  const TemporaryDirectory directory;
  WireRecord record(directory / "record");
  record.write("alice", Direction::from, false, Buffer(R"({"type":"hello","token":"s3cret"})"));
  record.write("alice", Direction::from, false, Buffer(R"({"type":"hello","token":"s3cret")"));
  record.write("alice", Direction::from, false, Buffer(R"({"text":"a token","type":"command"})"));
  const auto written = contents(directory / "record");
  EXPECT_EQ(written.find("s3cret"), std::string::npos) << written;
  EXPECT_NE(written.find(R"("type":"hello")"), std::string::npos) << written;
  EXPECT_NE(written.find(R"({"text":"a token","type":"command"})"), std::string::npos) << written;
}

TEST(WireRecord, EndsWithAWholeMessageWhereTheDiskIsFull) {
  const TemporaryDirectory directory;
  WireRecord record(directory / "record");
  record.write("alice", Direction::from, true, bytes(100));
  const auto whole = contents(directory / "record");
  {
    const FileSizeLimit full(300);
    record.write("bob", Direction::to, true, bytes(1'000));
  }
  record.write("bob", Direction::to, true, bytes(10));
  EXPECT_EQ(contents(directory / "record"), whole);
}

}  // namespace
}  // namespace sotto

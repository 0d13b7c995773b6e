// A work directory on a disk that fills up in the midst of the run.
#include <gtest/gtest.h>
#include <sys/mount.h>

#include "tests/integration/demo_run.hpp"

namespace sotto {
namespace {

/// A file system of so many bytes in memory, as long as this is there.
class SmallDisk {
 public:
  explicit SmallDisk(std::size_t bytes)
      : mounted_(::mount("tmpfs", directory_.path().c_str(), "tmpfs", 0,
                         ("size=" + std::to_string(bytes)).c_str()) == 0) {}
  ~SmallDisk() {
    if (mounted_) ::umount2(directory_.path().c_str(), MNT_DETACH);
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

  /// Only root may mount, and not in every container.
  bool mounted() const { return mounted_; }
  const std::filesystem::path& path() const { return directory_.path(); }

 private:
  TemporaryDirectory directory_;
  bool mounted_;
};

TEST(FullDisk, LetsTheSessionGoOnAndIsSaidAtItsEnd) {
  const SmallDisk disk(std::size_t{1} << 20);
  if (!disk.mounted()) GTEST_SKIP() << "no file system can be mounted here";
  // A journal of so many steps has 1.5 MB, however long they take.
  DemoRun demo({"--seed", "5", "--minibatch", "16", "--steps", "30000", "--until", "steps",
                "--checkpoint-every", "200"},
               disk.path());
  EXPECT_EQ(demo.wait(), 3) << demo.said();
  EXPECT_NE(demo.said().find("finished before step 30000: all steps are done"), std::string::npos)
      << demo.said();
  EXPECT_NE(demo.said().find("No space left on device"), std::string::npos) << demo.said();
  EXPECT_NE(contents(demo.file("relay.log")).find("cannot be written, the session goes on"),
            std::string::npos)
      << contents(demo.file("relay.log"));
}

}  // namespace
}  // namespace sotto

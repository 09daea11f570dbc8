#include "klay_beam/files/tar_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "beam/base/error.h"
#include "beam/io/file_system.h"
#include "beam/io/whole_file.h"
#include "beam/testing/temporary_folder.h"

namespace klay {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

struct Content {
  std::string name;
  std::string bytes;
};

/// What a tar file may have to hold.
std::vector<Content> Hostile() {
  return {{"plain.wav", "sound"},
          {"empty", ""},
          {"block", std::string(512, 'b')},
          {"deep/er/and \"quoted\" [1]*\n.json", "{}"},
          {"\xc3\xa9t\xc3\xa9/\xe6\x97\xa5\xe6\x9c\xac.wav", "letters"},
          {"not \xff utf8.wav", "bytes"},
          {std::string(100, 'h') + "", "hundred"},
          {std::string(101, 'i'), "one more"},
          {std::string(255, 'd') + "/" + std::string(300, 'e') + ".wav", "long"},
          {"big", std::string(3'000'000, 'x')}};
}

std::int64_t WriteTar(const std::string& path, const std::vector<Content>& contents,
                      std::vector<std::int64_t>* offsets = nullptr) {
  const auto file = beam::io::FileSystemFor(path).Create(path);
  TarWriter tar(*file);
  for (const Content& content : contents) {
    const auto size = static_cast<std::int64_t>(content.bytes.size());
    const std::int64_t offset = tar.Begin(content.name, size);
    if (offsets != nullptr) offsets->push_back(offset);
    for (std::size_t at = 0; at < content.bytes.size(); at += 70'000) {
      tar.Append(std::string_view(content.bytes).substr(at, 70'000));
    }
  }
  const std::int64_t size = tar.Finish();
  file->Commit();
  return size;
}

std::string ErrorOf(const std::function<void()>& function) {
  try {
    function();
  } catch (const beam::Error& error) {
    return error.what();
  }
  return "no error";
}

class TarFileTest : public ::testing::Test {
 protected:
  /// Runs Python with the archive's path as its argument.
  int Python(const std::string& program) const {
    beam::io::WriteFile(folder_.path() + "/program.py", program);
    return std::system(("python3 " + folder_.path() + "/program.py " + path_).c_str());
  }

  beam::testing::TemporaryFolder folder_;
  const std::string path_ = folder_.path() + "/out.tar";
};

TEST_F(TarFileTest, BytesAreWhereItSays) {
  std::vector<std::int64_t> offsets;
  const std::int64_t size = WriteTar(path_, Hostile(), &offsets);
  const std::string archive = beam::io::ReadFile(path_);
  EXPECT_EQ(static_cast<std::size_t>(size), archive.size());
  std::int64_t expected_size = TarBytesAfter(0);
  const std::vector<Content> contents = Hostile();
  for (std::size_t i = 0; i < contents.size(); ++i) {
    EXPECT_EQ(archive.substr(static_cast<std::size_t>(offsets[i]), contents[i].bytes.size()),
              contents[i].bytes)
        << i;
    expected_size +=
        TarMemberBytes(contents[i].name, static_cast<std::int64_t>(contents[i].bytes.size()));
  }
  EXPECT_EQ(size, expected_size);
  EXPECT_EQ(size, TarBytesAfter(offsets.back() + 3'000'000));
}

TEST_F(TarFileTest, PythonReadsTheSame) {
  WriteTar(path_, Hostile());
  EXPECT_EQ(Python(R"(
import sys, tarfile
expected = [("plain.wav", b"sound"), ("empty", b""), ("block", b"b" * 512),
            ('deep/er/and "quoted" [1]*\n.json', b"{}"),
            ("\u00e9t\u00e9/\u65e5\u672c.wav", b"letters"),
            ("not \udcff utf8.wav", b"bytes"), ("h" * 100, b"hundred"), ("i" * 101, b"one more"),
            ("d" * 255 + "/" + "e" * 300 + ".wav", b"long"), ("big", b"x" * 3000000)]
archive = tarfile.open(sys.argv[1], encoding="utf-8")
members = archive.getmembers()
assert [(m.name, archive.extractfile(m).read()) for m in members] == expected
for m in members:
    assert m.isreg() and (m.mtime, m.mode) == (0, 0o644), m.get_info()
    assert (m.uid, m.gid, m.uname, m.gname) == (0, 0, "", ""), m.get_info()
)"),
            0);
}

TEST_F(TarFileTest, TheSameMembersMakeTheSameBytes) {
  WriteTar(path_, Hostile());
  const std::string archive = beam::io::ReadFile(path_);
  WriteTar(path_, Hostile());
  EXPECT_EQ(beam::io::ReadFile(path_), archive);
}

TEST_F(TarFileTest, ListsWhatWasWritten) {
  std::vector<std::int64_t> offsets;
  WriteTar(path_, Hostile(), &offsets);
  const std::vector<TarMember> members = ListTar(path_);
  const std::vector<Content> contents = Hostile();
  ASSERT_EQ(members.size(), contents.size());
  for (std::size_t i = 0; i < contents.size(); ++i) {
    EXPECT_EQ(members[i].name, contents[i].name);
    EXPECT_EQ(members[i].offset, offsets[i]) << members[i].name;
    EXPECT_EQ(members[i].size_bytes, static_cast<std::int64_t>(contents[i].bytes.size()));
  }
}

TEST_F(TarFileTest, ListsOthersArchives) {
  ASSERT_EQ(Python(R"(
import io, sys, tarfile
with tarfile.open(sys.argv[1], "w", format=tarfile.PAX_FORMAT) as archive:
    folder = tarfile.TarInfo("folder"); folder.type = tarfile.DIRTYPE; archive.addfile(folder)
    for name in ["folder/a.txt", "folder/\u00e9.txt", "x" * 200]:
        info = tarfile.TarInfo(name); info.size = 3; archive.addfile(info, io.BytesIO(b"abc"))
)"),
            0);
  const std::string archive = beam::io::ReadFile(path_);
  std::vector<std::string> names;
  for (const TarMember& member : ListTar(path_)) {
    names.push_back(member.name);
    EXPECT_EQ(archive.substr(static_cast<std::size_t>(member.offset), 3), "abc") << member.name;
  }
  EXPECT_THAT(names, ElementsAre("folder/a.txt", "folder/\xc3\xa9.txt", std::string(200, 'x')));
}

TEST_F(TarFileTest, KnowsWhatIsTornOrNoArchive) {
  WriteTar(path_, {{"a.wav", std::string(40'000, 'a')}, {"b.wav", "b"}});
  const std::uintmax_t size = std::filesystem::file_size(path_);
  for (const std::uintmax_t left : {size - 1, size - 1024, size - 1500, std::uintmax_t{20'000},
                                    std::uintmax_t{700}, std::uintmax_t{100}, std::uintmax_t{0}}) {
    std::filesystem::resize_file(path_, left);
    EXPECT_THAT(ErrorOf([&] { ListTar(path_); }), HasSubstr("data_loss")) << left;
  }
  beam::io::WriteFile(path_, std::string(5000, 'z'));
  EXPECT_THAT(ErrorOf([&] { ListTar(path_); }), HasSubstr("data_loss: no whole tar archive"));
  EXPECT_THAT(ErrorOf([&] { ListTar(path_ + "x"); }), HasSubstr("not_found"));
}

TEST_F(TarFileTest, RefusesMembersOfAnotherSizeThanTheyWereToHave) {
  const auto file = beam::io::FileSystemFor(path_).Create(path_);
  TarWriter tar(*file);
  tar.Begin("a.wav", 3);
  tar.Append("ab");
  EXPECT_THAT(ErrorOf([&] { tar.Begin("b.wav", 1); }), HasSubstr("lacks bytes: 1, a.wav"));
  EXPECT_THAT(ErrorOf([&] { tar.Finish(); }), HasSubstr("lacks bytes: 1, a.wav"));
  EXPECT_THAT(ErrorOf([&] { tar.Append("cd"); }), HasSubstr("more bytes than it was to have: 1"));
}

/// A disk that is full after some bytes.
class FullWriter final : public beam::io::FileWriter {
 public:
  explicit FullWriter(std::size_t room) : room_(room) {}
  void Append(std::string_view bytes) override {
    if (bytes.size() > room_) {
      throw beam::Error(beam::ErrorCode::kResourceExhausted, "the disk is full");
    }
    room_ -= bytes.size();
  }
  void Commit() override {}

 private:
  std::size_t room_;
};

TEST(TarWriter, PassesOnWhatItsFileThrows) {
  for (const std::size_t room : {0, 600, 5'600}) {
    FullWriter file(room);
    EXPECT_EQ(ErrorOf([&] {
                TarWriter tar(file);
                tar.Begin("a.wav", 5'000);
                tar.Append(std::string(5'000, 'a'));
                tar.Finish();
              }),
              "resource_exhausted: the disk is full")
        << room;
  }
}

}  // namespace
}  // namespace klay

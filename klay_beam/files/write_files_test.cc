#include "klay_beam/files/write_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <map>

#include "beam/direct/direct_runner.h"
#include "beam/io/whole_file.h"
#include "beam/testing/collect.h"
#include "beam/testing/temporary_folder.h"
#include "klay_beam/audio/decode.h"
#include "klay_beam/audio/synthesis.h"
#include "klay_beam/files/write_audio.h"
#include "klay_beam/numpy/npy.h"
#include "klay_beam/numpy/npz.h"

namespace klay {
namespace {

namespace fs = std::filesystem;
using beam::KV;
using beam::io::ReadFile;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class WriteFilesTest : public ::testing::Test {
 protected:
  std::string PathOf(const std::string& name) const { return folder_.path() + "/" + name; }
  static FileNameMutator Naming(const std::string& suffix) {
    return FileNameMutator({.old_suffix = ".wav", .new_suffix = suffix});
  }

  template <class T, class Transform>
  void Write(const std::vector<T>& elements, const Transform& transform) {
    beam::Pipeline p;
    auto [written, failed] = p | beam::Create("Elements", elements) | transform;
    const auto files = beam::testing::Collect("Written", written);
    const auto failures = beam::testing::Collect("Failures", failed);
    const beam::PipelineResult result = beam::direct::RunPipeline(p, {.direct_num_workers = 2});
    EXPECT_EQ(result.state, beam::JobState::kDone);
    books_ = BooksOf(result.metrics);
    EXPECT_EQ(books_.Missing(), 0);
    written_.clear();
    for (const WrittenFile& file : files->values()) written_[file.source_path] = file.path;
    failed_ = failures->values();
  }

  beam::testing::TemporaryFolder folder_;
  Books books_;
  std::map<std::string, std::string> written_;
  std::vector<Failure> failed_;
};

TEST_F(WriteFilesTest, ArraysAreWrittenBesideTheirFiles) {
  const std::vector<float> values = {1, 2};
  const NumpyArray array = ArrayOf<float>(values, {2});
  const std::vector<KV<std::string, NumpyArray>> elements = {{PathOf("a.wav"), array},
                                                             {PathOf("deep/b [1].wav"), array}};
  Write(elements, WriteFiles(Naming(".mel.npy"), EncodeNpy));
  EXPECT_THAT(failed_, IsEmpty());
  EXPECT_EQ(written_[PathOf("a.wav")], PathOf("a.mel.npy"));
  EXPECT_EQ(DecodeNpy(ReadFile(PathOf("deep/b [1].mel.npy"))), array);
  const auto encode = [](const NumpyArray& one) { return EncodeNpz({{"mel", one}}); };
  Write(elements, WriteFiles(Naming(".npz"), encode));
  EXPECT_EQ(DecodeNpz(ReadFile(PathOf("a.npz"))).at("mel"), array);
}

struct Lyrics {
  std::string text;
  std::vector<double> starts = {};
};

TEST_F(WriteFilesTest, StructsAreJsonAndBytesAreBytes) {
  Write(std::vector<KV<std::string, Lyrics>>{{PathOf("a.wav"), {"so \"it\"", {0.5, 1}}}},
        WriteFiles(Naming(".json"), EncodeJson()));
  EXPECT_EQ(ReadFile(PathOf("a.json")), "{\"text\":\"so \\\"it\\\"\",\"starts\":[0.5,1]}\n");
  Write(std::vector<KV<std::string, beam::Bytes>>{{PathOf("a.wav"), {std::string("\0\xff", 2)}}},
        WriteFiles(Naming(".bin"), [](const beam::Bytes& bytes) { return bytes.data; }));
  EXPECT_EQ(ReadFile(PathOf("a.bin")), std::string("\0\xff", 2));
}

TEST_F(WriteFilesTest, WhatCannotBeEncodedOrWrittenIsNotDone) {
  beam::io::WriteFile(PathOf("file"), "in the way");
  const std::vector<KV<std::string, Lyrics>> elements = {
      {PathOf("a.wav"), {"fine"}}, {PathOf("b.wav"), {"\xff"}}, {PathOf("file/c.wav"), {"fine"}}};
  Write(elements, WriteFiles(Naming(".json"), EncodeJson(), "WriteLyrics"));
  EXPECT_THAT(written_, SizeIs(1));
  ASSERT_THAT(failed_, SizeIs(2));
  EXPECT_EQ(failed_[0].step, "WriteLyrics");
  // Loaders count their files as done; these two are taken back.
  EXPECT_EQ(books_.done, -2);
  EXPECT_EQ(books_.failed, 2);
  EXPECT_FALSE(fs::exists(PathOf("b.json")));
}

TEST_F(WriteFilesTest, SoundsAreEncodedAndClippingIsCounted) {
  const Audio loud = Audio::FromPlanar(PathOf("loud.wav"), 8000, 1, {0.5F, 1.5F, -2, 0});
  Audio tone = Synthesize(Signal::kNoise, 16000, 2, 0.5, 1);
  tone.path = PathOf("tone.wav");
  Write(std::vector<Audio>{loud, tone}, WriteAudio(Naming(".flac"), AudioFormat::kFlac));
  EXPECT_THAT(failed_, IsEmpty());
  EXPECT_EQ(books_.clipped_samples, 2);
  EXPECT_EQ(DecodeFile(PathOf("tone.flac")).audio.frames, 8000);
  EXPECT_EQ(DecodeFile(PathOf("tone.flac")).audio.channels, 2);
  Write(std::vector<Audio>{loud}, WriteAudio(Naming(".opus"), AudioFormat::kOpus));
  EXPECT_THAT(written_, SizeIs(1));
}

TEST_F(WriteFilesTest, ARateThatTheFormatHasNotIsAFailure) {
  const Audio odd = Audio::FromPlanar(PathOf("odd.wav"), 12345, 1, {0.5F, 0.5F});
  Write(std::vector<Audio>{odd}, WriteAudio(Naming(".opus"), AudioFormat::kOpus));
  ASSERT_THAT(failed_, SizeIs(1));
  EXPECT_EQ(failed_[0].code, "invalid_argument");
  EXPECT_FALSE(fs::exists(PathOf("odd.opus")));
}

TEST(WriteAudio, ANameOfAnotherFormatIsRefused) {
  try {
    const FileNameMutator name({.old_suffix = ".wav", .new_suffix = ".mp3"});
    const WriteAudio refused(name, AudioFormat::kFlac);
    FAIL() << "was taken";
  } catch (const beam::Error& error) {
    EXPECT_THAT(error.message(), HasSubstr("expected .flac, found \".mp3\""));
  }
}

}  // namespace
}  // namespace klay

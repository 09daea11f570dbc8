#include "klay_beam/files/torn_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "beam/base/error.h"
#include "beam/io/whole_file.h"
#include "beam/testing/temporary_folder.h"
#include "klay_beam/audio/encode.h"

namespace klay {
namespace {

using ::testing::HasSubstr;

Audio Tone() {
  std::vector<float> samples(48000);
  for (std::size_t i = 0; i < samples.size(); ++i) {
    samples[i] = static_cast<float>(0.5 * std::sin(0.05 * static_cast<double>(i)));
  }
  return Audio::FromPlanar("tone", 48000, 1, std::move(samples));
}

class TornFileTest : public ::testing::Test {
 protected:
  /// Why a file of these bytes is torn; "whole" when it is not.
  std::string Why(const std::string& bytes) {
    const std::string path = folder_.path() + "/file";
    beam::io::WriteFile(path, bytes);
    return WhyTorn(path).value_or("whole");
  }

  /// The whole file is whole, and none of its beginnings is.
  void ExpectFoundOut(const std::string& bytes, const std::string& what) {
    EXPECT_EQ(Why(bytes), "whole") << what;
    for (std::size_t tenth = 0; tenth < 10; ++tenth) {
      EXPECT_NE(Why(bytes.substr(0, bytes.size() * tenth / 10)), "whole") << what << " " << tenth;
    }
    EXPECT_NE(Why(bytes.substr(0, bytes.size() - 1)), "whole") << what << " without its last byte";
  }

  beam::testing::TemporaryFolder folder_;
};

TEST_F(TornFileTest, AudioThatSaysItsLengthIsFoundOut) {
  ExpectFoundOut(Encode(Tone(), AudioFormat::kWav), "WAV");
  ExpectFoundOut(Encode(Tone(), AudioFormat::kM4a), "M4A");
}

TEST_F(TornFileTest, OggEndsInAPageThatSaysSo) {
  for (const AudioFormat format : {AudioFormat::kVorbis, AudioFormat::kOpus}) {
    const std::string bytes = Encode(Tone(), format);
    EXPECT_EQ(Why(bytes), "whole");
    for (std::size_t tenth = 0; tenth < 10; ++tenth) {
      EXPECT_NE(Why(bytes.substr(0, bytes.size() * tenth / 10)), "whole") << tenth;
    }
  }
}

TEST_F(TornFileTest, NothingIsSaidOfWhatOnlyReadingAllWouldTell) {
  for (const AudioFormat format : {AudioFormat::kMp3, AudioFormat::kFlac}) {
    const std::string bytes = Encode(Tone(), format);
    EXPECT_EQ(Why(bytes), "whole");
    EXPECT_EQ(Why(bytes.substr(0, bytes.size() / 2)), "whole");
  }
  EXPECT_EQ(Why("any text"), "whole");
}

TEST_F(TornFileTest, AnEmptyFileIsTorn) {
  EXPECT_EQ(Why(""), "is empty");
}

TEST_F(TornFileTest, ArraysOfNumPyAreFoundOut) {
  std::string header = "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 100), }";
  header.resize(117, ' ');
  header += '\n';
  const std::string start = std::string("\x93NUMPY\x01\x00\x76\x00", 10) + header;
  ExpectFoundOut(start + std::string(1200, 'x'), "npy");
  EXPECT_THAT(Why(start + std::string(1199, 'x')), HasSubstr("has 1327 of 1328 bytes"));
}

TEST_F(TornFileTest, DocumentsAreFoundOutByTheirEnd) {
  ExpectFoundOut(R"({"lyrics": [{"text": "la"}, {"text": "lo"}], "n": 2})", "JSON");
  ExpectFoundOut("[1, 2, 3]", "JSON array");
  EXPECT_EQ(Why("{\"a\": 1}\n{\"a\": 2}\n\n"), "whole") << "JSON lines";
  ExpectFoundOut("PAR1" + std::string(100, 'x') + "PAR1", "Parquet");
  ExpectFoundOut("PK\x03\x04" + std::string(100, 'x') + "PK\x05\x06", "npz");
}

TEST_F(TornFileTest, HeadersThatLieDoNoHarm) {
  const std::string npy = std::string("\x93NUMPY\x01\x00\x76\x00", 10);
  const auto with_header = [&](std::string header) {
    header.resize(118, ' ');
    return npy + header;
  };
  // Numbers that no integer holds, alone and multiplied.
  EXPECT_EQ(Why(with_header("{'descr': '<f99999999999999999999999', 'shape': (3,), }")), "whole")
      << "nothing is known of it";
  EXPECT_NE(Why(with_header("{'descr': '<f8', 'shape': (9999999999, 9999999999), }")), "whole");
  // A box whose length leads back to where it begins.
  const std::string start = std::string("\0\0\0\x10", 4) + "ftypM4A " + std::string(4, '\0');
  EXPECT_NE(Why(start + std::string("\0\0\0\1", 4) + "free" + std::string(8, '\xff')), "whole");
  EXPECT_NE(Why(start + std::string("\0\0\0\1", 4) + "free" + std::string(7, '\xff') + "\xf0"),
            "whole");
  // Very many boxes are not all looked at.
  std::string boxes = start;
  for (int i = 0; i < 20'000; ++i) boxes += std::string("\0\0\0\x08", 4) + "free";
  EXPECT_EQ(Why(boxes), "whole");
}

TEST_F(TornFileTest, AFileThatThereIsNotIsAnError) {
  EXPECT_THROW(WhyTorn(folder_.path() + "/none"), beam::Error);
}

}  // namespace
}  // namespace klay

// bin/convert_whisper on what it should refuse, and twice on what it should not.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "beam/io/whole_file.h"
#include "beam/testing/python_program.h"
#include "beam/testing/temporary_folder.h"

namespace klay {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

class WhisperConversionTest : public ::testing::Test {
 protected:
  /// A copy of the weights of one format.
  std::string Weights(const std::string& format) const {
    const std::string copy = folder_.path() + "/" + format;
    std::filesystem::copy(std::string(TINY_WHISPER) + "/" + format, copy);
    return copy;
  }

  /// What the converter complains of; nothing when it is done.
  std::string Convert(const std::string& weights, const std::string& more = "") const {
    return beam::testing::RunPython(folder_.path(), ONNX_PYTHONPATH,
                                    "import subprocess, sys\n"
                                    "done = subprocess.run([sys.executable, '" CONVERT_WHISPER
                                    "', '" +
                                        weights + "', 'converted', *'" + more +
                                        "'.split()], capture_output=True, text=True)\n"
                                        "print(done.stderr, end='')\n"
                                        "assert done.returncode in (0, 1), done.returncode\n");
  }

  std::string Converted(const std::string& file) const {
    return beam::io::ReadFile(folder_.path() + "/converted/" + file);
  }

  beam::testing::TemporaryFolder folder_;
};

TEST_F(WhisperConversionTest, MakesTheSameBytesAgain) {
  ASSERT_THAT(Convert(Weights("hugging_face")), IsEmpty());
  for (const char* file : {"encoder.onnx", "decoder.onnx", "model.json", "vocabulary"}) {
    EXPECT_EQ(Converted(file),
              beam::io::ReadFile(std::string(TINY_WHISPER) + "/from_hugging_face/" + file))
        << file;
  }
}

TEST_F(WhisperConversionTest, SaysWhatAFolderWithoutWeightsLacks) {
  EXPECT_THAT(Convert(folder_.path()),
              HasSubstr("has no model.bin, model.safetensors or .pt file"));
}

TEST_F(WhisperConversionTest, RefusesFilesThatAreCutShort) {
  for (const auto& [format, file] :
       {std::pair("ctranslate2", "model.bin"), std::pair("hugging_face", "model.safetensors"),
        std::pair("openai", "tiny.pt")}) {
    const std::string weights = Weights(format);
    const auto path = std::filesystem::path(weights) / file;
    for (const double part : {0.0, 0.0001, 0.99}) {
      const std::string whole =
          beam::io::ReadFile(std::string(TINY_WHISPER) + "/" + format + "/" + file);
      std::ofstream(path) << whole.substr(0, static_cast<std::size_t>(part * whole.size()));
      EXPECT_THAT(Convert(weights), HasSubstr("convert_whisper: " + path.string())) << part;
      EXPECT_FALSE(std::filesystem::exists(folder_.path() + "/converted/model.json"));
    }
  }
}

TEST_F(WhisperConversionTest, RefusesAPickleThatNamesAnythingButTensors) {
  const std::string weights = Weights("openai");
  beam::testing::RunPython(weights, ONNX_PYTHONPATH,
                           "import os, pickle, zipfile\n"
                           "class Evil:\n"
                           "  def __reduce__(self): return os.system, ('touch owned',)\n"
                           "with zipfile.ZipFile('tiny.pt', 'w') as archive:\n"
                           "  archive.writestr('tiny/data.pkl', pickle.dumps(Evil()))\n");
  EXPECT_THAT(Convert(weights), HasSubstr("posix.system, which no weights need"));
  EXPECT_FALSE(std::filesystem::exists(folder_.path() + "/owned"));
}

TEST_F(WhisperConversionTest, TakesAlignmentHeadsThatThereAre) {
  const std::string weights = Weights("openai");
  EXPECT_THAT(Convert(weights, "--alignment_heads=0.1"), IsEmpty());
  EXPECT_THAT(Converted("model.json"), HasSubstr("\"alignment_heads\": 1,"));
  EXPECT_THAT(Convert(weights, "--alignment_heads=0.1,2.0"),
              HasSubstr("LAYER.HEAD of 2 layers with 2 heads, found [[2, 0]]"));
}

}  // namespace
}  // namespace klay

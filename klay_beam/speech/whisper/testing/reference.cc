#include "klay_beam/speech/whisper/testing/reference.h"

#include <zlib.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "beam/testing/temporary_folder.h"
#include "klay_beam/audio/decode.h"
#include "klay_beam/audio/testing/program.h"

namespace klay::testing {
namespace {

bool IsInPath(const std::string& program) {
  const char* path = std::getenv("PATH");
  std::istringstream folders(path == nullptr ? "" : path);
  for (std::string folder; std::getline(folders, folder, ':');) {
    if (std::filesystem::exists(folder + "/" + program)) return true;
  }
  return false;
}

template <class T>
std::vector<T> Rest(std::istream& words) {
  std::vector<T> values;
  for (T value; words >> value;) values.push_back(value);
  return values;
}

std::vector<WhisperWord> Words(std::istream& in) {
  std::vector<WhisperWord> words;
  WhisperWord word{};
  while (in >> word.start >> word.end >> word.probability) words.push_back(word);
  return words;
}

void ReadLine(const std::string& line, WhisperReference& reference) {
  std::istringstream words(line);
  std::string kind;
  std::string model;
  std::string clip;
  std::string mode;
  words >> kind;
  if (kind == "clip") {
    words >> clip >> reference.crcs[clip];
  } else if (kind == "mel") {
    ReferenceFrame frame{};
    words >> frame.clip >> frame.bands >> frame.frame;
    frame.values = Rest<float>(words);
    reference.frames.push_back(frame);
  } else if (kind == "tokens") {
    words >> model >> clip >> mode;
    ReferenceTexts& texts = reference.texts[model][clip];
    (mode == "times" ? texts.times : texts.text) = Rest<std::int64_t>(words);
  } else if (kind == "words") {
    words >> model >> clip;
    reference.texts[model][clip].words = Words(words);
  } else {
    throw std::runtime_error("no line of a reference: " + line);
  }
}

}  // namespace

WhisperReference ReadWhisperReference() {
  std::ifstream file(std::string(WHISPER_TESTING) + "/reference.txt");
  WhisperReference reference;
  for (std::string line; std::getline(file, line);) ReadLine(line, reference);
  if (reference.crcs.empty()) throw std::runtime_error("there is no reference.txt");
  return reference;
}

std::optional<std::string> WhyNoClips() {
  for (const char* program : {"espeak-ng", "sox", "soxi", "python3"}) {
    if (!IsInPath(program)) return std::string(program) + " is not installed";
  }
  return std::nullopt;
}

std::map<std::string, std::vector<float>> MakeClips(const std::vector<std::string>& names) {
  const beam::testing::TemporaryFolder folder;
  std::vector<std::string> command = {"python3", std::string(WHISPER_TESTING) + "/make_clips.py",
                                      folder.path()};
  command.insert(command.end(), names.begin(), names.end());
  RunProgram(command);
  std::map<std::string, std::vector<float>> clips;
  for (const std::string& name : names) {
    const Audio audio = DecodeFile(folder.path() + "/" + name + ".wav").audio;
    clips[name] = std::vector(audio.samples().begin(), audio.samples().end());
  }
  return clips;
}

std::uint32_t CrcOf(const std::vector<float>& samples) {
  std::vector<std::int16_t> integers;
  for (const float sample : samples) {
    integers.push_back(static_cast<std::int16_t>(std::lround(sample * 32768)));
  }
  const auto* bytes = reinterpret_cast<const Bytef*>(integers.data());
  return static_cast<std::uint32_t>(
      crc32(crc32(0, nullptr, 0), bytes, static_cast<uInt>(integers.size() * 2)));
}

std::string LanguageOf(const std::string& clip) {
  return clip.substr(0, 2);
}

}  // namespace klay::testing

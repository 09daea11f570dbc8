#include "klay_beam/audio/testing/broken_files.h"

#include <algorithm>
#include <random>
#include <stdexcept>
#include <utility>

#include "klay_beam/audio/codec/ogg_pages.h"
#include "klay_beam/audio/encode.h"
#include "klay_beam/audio/synthesis.h"

namespace klay::testing {
namespace {

using namespace std::string_literals;

/// What a header says in the place of the truth.
struct Lie {
  std::string name;
  std::string tag;   ///< Bytes of the header; the first that are found.
  int offset;        ///< From the tag's begin.
  std::string says;  ///< Written over what is there.
};

const std::string kMost32 = "\xFF\xFF\xFF\xFF";
const std::string kZero32 = "\0\0\0\0"s;

std::vector<Lie> WavLies() {
  return {{"file size of 0", "RIFF", 4, kZero32},
          {"file size of 4 GB", "RIFF", 4, kMost32},
          {"fmt chunk of 0 bytes", "fmt ", 4, kZero32},
          {"fmt chunk of 4 GB", "fmt ", 4, kMost32},
          {"unknown codec", "fmt ", 8, "\xEE\xEE"},
          {"no channels", "fmt ", 10, "\0\0"s},
          {"65535 channels", "fmt ", 10, "\xFF\xFF"},
          {"rate 0", "fmt ", 12, kZero32},
          {"rate 4 GHz", "fmt ", 12, kMost32},
          {"frames of 0 bytes", "fmt ", 20, "\0\0"s},
          {"samples of 0 bits", "fmt ", 22, "\0\0"s},
          {"samples of 65535 bits", "fmt ", 22, "\xFF\xFF"},
          {"no data", "data", 4, kZero32},
          {"data of 4 GB", "data", 4, kMost32},
          {"no data chunk", "data", 0, "atad"}};
}

/// STREAMINFO begins 8 bytes behind the tag.
std::vector<Lie> FlacLies() {
  return {{"STREAMINFO of 0 bytes", "fLaC", 5, "\0\0\0"s},
          {"STREAMINFO of 16 MB", "fLaC", 5, "\xFF\xFF\xFF"},
          {"blocks of 0 samples", "fLaC", 8, kZero32},
          {"blocks of 65535 samples", "fLaC", 8, kMost32},
          {"rate 0", "fLaC", 18, "\0\0"s},
          {"rate 1 MHz, 8 channels", "fLaC", 18, "\xFF\xFF\xFF"},
          {"2^36 samples", "fLaC", 22, kMost32}};
}

std::vector<Lie> VorbisLies() {
  return {{"other version", "\1vorbis", 7, kMost32},
          {"no channels", "\1vorbis", 11, "\0"s},
          {"255 channels", "\1vorbis", 11, "\xFF"},
          {"rate 0", "\1vorbis", 12, kZero32},
          {"rate 4 GHz", "\1vorbis", 12, kMost32},
          {"no block sizes", "\1vorbis", 28, "\0"s},
          {"comment of 4 GB", "\3vorbis", 7, kMost32},
          {"first page of 255 segments", "OggS", 26, "\xFF"},
          {"first page at the end of time", "OggS", 6, kMost32 + kMost32}};
}

std::vector<Lie> OpusLies() {
  return {
      {"other version", "OpusHead", 8, "\xFF"},    {"no channels", "OpusHead", 9, "\0"s},
      {"255 channels", "OpusHead", 9, "\xFF"},     {"rate 4 GHz", "OpusHead", 12, kMost32},
      {"skips 65535", "OpusHead", 10, "\xFF\xFF"}, {"gain of -128 dB", "OpusHead", 16, "\0\x80"s},
      {"unknown mapping", "OpusHead", 18, "\xEE"}, {"comment of 4 GB", "OpusTags", 8, kMost32}};
}

/// The first frame describes the file.
std::vector<Lie> Mp3Lies() {
  return {{"bit rate 15", "\xFF\xFB", 2, "\xF0"},
          {"reserved rate", "\xFF\xFB", 2, "\x9C"},
          {"layer 0", "\xFF\xFB", 1, "\xF9"},
          {"4 G frames", "Xing", 8, kMost32},
          {"file of 4 GB", "Xing", 12, kMost32},
          {"tag of 256 MB", "\xFF\xFB", 0, "ID3\4\0\0\x7F\x7F\x7F\x7F"s}};
}

std::vector<Lie> M4aLies() {
  return {{"moov of 0 bytes", "moov", -4, kZero32}, {"moov of 4 GB", "moov", -4, kMost32},
          {"mdat of 4 GB", "mdat", -4, kMost32},    {"mdat of 1 byte", "mdat", -4, "\0\0\0\1"s},
          {"no clock", "mdhd", 16, kZero32},        {"fast clock", "mdhd", 16, kMost32},
          {"endless", "mdhd", 20, kMost32},         {"4 G sample sizes", "stsz", 12, kMost32},
          {"samples of 4 GB", "stsz", 8, kMost32},  {"4 G times", "stts", 8, kMost32},
          {"4 G chunks", "stco", 8, kMost32},       {"chunks far away", "stco", 12, kMost32},
          {"no channels", "mp4a", 20, "\0\0"s},     {"65535 channels", "mp4a", 20, "\xFF\xFF"},
          {"rate 0", "mp4a", 28, kZero32},          {"no esds", "esds", 0, "sdse"}};
}

struct Kind {
  std::string name;
  AudioFormat format;
  std::vector<Lie> lies;
};

std::vector<Kind> Kinds() {
  return {{"wav", AudioFormat::kWav, WavLies()},    {"flac", AudioFormat::kFlac, FlacLies()},
          {"mp3", AudioFormat::kMp3, Mp3Lies()},    {"vorbis", AudioFormat::kVorbis, VorbisLies()},
          {"opus", AudioFormat::kOpus, OpusLies()}, {"m4a", AudioFormat::kM4a, M4aLies()}};
}

std::string Mutated(std::string bytes, uint64_t seed) {
  std::mt19937_64 random(seed);
  // Half of them in the head only, where the sizes are.
  const size_t range = seed % 2 == 0 ? std::min<size_t>(bytes.size(), 512) : bytes.size();
  for (uint64_t left = 1 + random() % 12; left > 0; --left) {
    bytes[random() % range] = static_cast<char>(random() % 4 == 0 ? 0xFF : random());
  }
  return bytes;
}

std::string Lying(std::string bytes, const Lie& lie) {
  const size_t tag = bytes.find(lie.tag);
  if (tag == std::string::npos) {
    throw std::runtime_error("nothing to lie about: " + lie.name + ", no " + lie.tag);
  }
  bytes.replace(tag + static_cast<size_t>(lie.offset), lie.says.size(), lie.says);
  return bytes;
}

void AddKind(const Kind& kind, int mutations, std::vector<BrokenFile>& files) {
  const std::string suffix(Suffix(kind.format));
  const Audio sound = Synthesize(Signal::kSpeech, 48000, 2, 0.4, 1);
  const std::string whole = Encode(sound, kind.format);
  const auto add = [&](const std::string& what, std::string bytes) {
    files.push_back({kind.name + "/" + what + suffix, std::move(bytes)});
  };
  add("whole", whole);
  add("empty", "");
  for (size_t tenth = 1; tenth < 10; ++tenth) {
    add("cut at " + std::to_string(tenth) + " tenths", whole.substr(0, whole.size() * tenth / 10));
  }
  for (int seed = 1; seed <= mutations; ++seed) {
    add("mutated " + std::to_string(seed), Mutated(whole, static_cast<uint64_t>(seed)));
  }
  for (const Lie& lie : kind.lies) {
    std::string bytes = Lying(whole, lie);
    add(lie.name, bytes);
    if (!bytes.starts_with("OggS")) continue;
    SetOggSerial(bytes, kOggSerial);
    add(lie.name + ", right checksum", bytes);
  }
}

}  // namespace

std::vector<BrokenFile> BrokenFiles(int mutations) {
  std::vector<BrokenFile> files = {{"text.wav", "this is no music\n"},
                                   {"zeros.mp3", std::string(10000, '\0')}};
  for (const Kind& kind : Kinds()) AddKind(kind, mutations, files);
  return files;
}

}  // namespace klay::testing

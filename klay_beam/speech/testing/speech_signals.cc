#include "klay_beam/speech/testing/speech_signals.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <initializer_list>
#include <map>
#include <numbers>
#include <stdexcept>
#include <utility>

#include "klay_beam/audio/decode.h"
#include "klay_beam/audio/testing/program.h"
#include "klay_beam/audio/testing/sox_program.h"
#include "klay_beam/audio/testing/temporary_folder.h"

namespace klay::testing {
namespace {

constexpr int kRate = 16000;

using Samples = std::vector<float>;

std::string LongText() {
  std::string text;
  for (const char* const word : {"one", "two", "three", "four", "five", "six", "seven", "eight",
                                 "nine", "ten", "eleven", "twelve", "thirteen", "fourteen"}) {
    text += std::string(text.empty() ? "" : " ") + "Number " + word +
            " goes to the left, and then it comes back to the right without any pause.";
  }
  return text;
}

/// The arguments of espeak-ng.
const std::map<std::string, std::vector<std::string>>& SpokenTexts() {
  static const auto* const texts = new std::map<std::string, std::vector<std::string>>{
      {"weather", {"-v", "en-us", "The weather was fine, and nobody wanted to stay at home."}},
      {"train",
       {"-v", "en-gb", "-s", "140",
        "Our train leaves at seven. Please do not forget the tickets this time."}},
      {"short", {"-v", "en-us", "Yes."}},
      {"german",
       {"-v", "de", "Morgen fahren wir mit dem Schiff nach Norden, wenn der Wind es will."}},
      {"whisper", {"-v", "en-us+whisper", "Somebody is standing behind the door."}},
      {"fast", {"-v", "en-us", "-s", "320", LongText()}}};
  return *texts;
}

Samples Noise(std::size_t count, double level) {
  Samples samples;
  std::uint32_t state = 1;
  for (std::size_t n = 0; n < count; ++n) {
    state = 1664525U * state + 1013904223U;
    samples.push_back(static_cast<float>(level * (2.0 * state / 4294967296.0 - 1)));
  }
  return samples;
}

/// A bass note a second, and a chord that dies away every two.
Samples Music(double seconds) {
  Samples samples;
  for (int n = 0; n < static_cast<int>(seconds * kRate); ++n) {
    const double t = static_cast<double>(n) / kRate;
    const auto tone = [t](double hertz) { return std::sin(2 * std::numbers::pi * hertz * t); };
    const double bass = std::exp(-3 * std::fmod(t, 1)) * tone(110);
    const double chord = std::exp(-std::fmod(t, 2)) * (tone(440) + tone(550) + tone(660));
    samples.push_back(static_cast<float>(0.3 * bass + 0.1 * chord));
  }
  return samples;
}

Samples Speech(const std::string& name) {
  Samples samples;
  for (const std::int16_t sample : Spoken(name)) {
    samples.push_back(static_cast<float>(sample) / 32768.0F);
  }
  return samples;
}

Samples Joined(std::initializer_list<Samples> parts) {
  Samples whole;
  for (const Samples& part : parts) whole.insert(whole.end(), part.begin(), part.end());
  return whole;
}

/// `a`, with as much of `b` over it.
Samples Mixed(Samples a, const Samples& b) {
  for (std::size_t n = 0; n < a.size(); ++n) a[n] += b.at(n);
  return a;
}

Samples Sentences() {
  return Joined({Silence(0.8), Speech("weather"), Silence(1.5), Speech("train"), Silence(0.3),
                 Speech("short"), Silence(2), Speech("short"), Silence(0.7)});
}

Samples SpeechOverMusic() {
  const Samples speech = Joined({Speech("weather"), Silence(1), Speech("train")});
  return Mixed(speech, Music(static_cast<double>(speech.size()) / kRate + 0.5));
}

}  // namespace

bool CanSpeak() {
  return std::system("command -v espeak-ng > /dev/null && command -v sox > /dev/null") == 0;
}

std::vector<std::int16_t> Spoken(const std::string& name) {
  const TemporaryFolder folder;
  std::vector<std::string> command = {"espeak-ng", "-w", folder.Path("spoken.wav")};
  const std::vector<std::string>& arguments = SpokenTexts().at(name);
  command.insert(command.end(), arguments.begin(), arguments.end());
  RunProgram(std::move(command));
  RunSox({folder.Path("spoken.wav"), "-b", "16", "-r", std::to_string(kRate), "-c", "1",
          folder.Path("resampled.wav")});
  const Decoded decoded = DecodeFile(folder.Path("resampled.wav"));
  std::vector<std::int16_t> samples;
  for (const float sample : decoded.audio.samples()) {
    samples.push_back(static_cast<std::int16_t>(std::lrint(sample * 32768)));
  }
  return samples;
}

std::string Checksum(const std::vector<std::int16_t>& samples) {
  std::uint64_t sum = 0xCBF29CE484222325U;
  const auto add = [&](unsigned byte) { sum = (sum ^ byte) * 0x100000001B3U; };
  for (const std::int16_t sample : samples) {
    add(static_cast<std::uint16_t>(sample) & 0xFFU);
    add(static_cast<std::uint16_t>(sample) >> 8);
  }
  std::string text;
  for (int shift = 60; shift >= 0; shift -= 4) text += "0123456789abcdef"[sum >> shift & 15];
  return text;
}

std::vector<std::string> SpokenNames() {
  std::vector<std::string> names;
  for (const auto& [name, arguments] : SpokenTexts()) names.push_back(name);
  return names;
}

std::vector<float> SpeechSignal(const std::string& name) {
  if (name == "sentences") return Sentences();
  if (name == "noisy") {
    const Samples sentences = Sentences();
    return Mixed(sentences, Noise(sentences.size(), 0.03));
  }
  if (name == "between_music") {
    return Joined({Music(3), Speech("weather"), Music(4), Speech("train")});
  }
  if (name == "over_music") return SpeechOverMusic();
  if (name == "german") return Joined({Speech("german"), Silence(1), Speech("whisper")});
  if (name == "fast") return Speech("fast");
  if (name == "tenth_of_a_second") {
    const Samples weather = Speech("weather");
    return {weather.begin() + 8000, weather.begin() + 9600};
  }
  if (name == "noise") return Noise(std::size_t{5} * kRate, 0.3);
  if (name == "music") return Music(8);
  if (name == "silence") return Silence(3);
  throw std::runtime_error("no such signal: " + name);
}

std::vector<float> Silence(double seconds) {
  return std::vector<float>(static_cast<std::size_t>(seconds * kRate), 0.0F);
}

}  // namespace klay::testing

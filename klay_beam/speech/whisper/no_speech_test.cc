// What published weights make of sounds that nobody speaks in. Skipped where they are missing.

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "klay_beam/inference/installed_model.h"
#include "klay_beam/inference/testing/why_no_model.h"
#include "klay_beam/speech/whisper/fallback.h"
#include "klay_beam/speech/whisper/testing/reference.h"
#include "klay_beam/speech/whisper/transcribe.h"

namespace klay {
namespace {

std::vector<float> Noise(double seconds) {
  std::mt19937 random(1);
  std::vector<float> noise(static_cast<std::size_t>(16000 * seconds));
  for (float& x : noise) x = 0.2F * (static_cast<float>(random() % 2001) / 1000 - 1);
  return noise;
}

/// A chord of three notes that die away, twice a second.
std::vector<float> Music(double seconds) {
  std::vector<float> music(static_cast<std::size_t>(16000 * seconds));
  for (std::size_t i = 0; i < music.size(); ++i) {
    const double t = static_cast<double>(i) / 16000;
    for (const double hertz : {220.0, 277.2, 329.6}) {
      music[i] += static_cast<float>(0.2 * std::sin(6.283185307 * hertz * t) *
                                     std::exp(-4 * std::fmod(t, 0.5)));
    }
  }
  return music;
}

class WhisperNoSpeechTest : public ::testing::TestWithParam<std::string> {};

TEST_P(WhisperNoSpeechTest, MakesNoEndlessTextOfSilenceNoiseMusicAndClicks) {
  const std::string model_name = "whisper-" + GetParam();
  if (const auto why = testing::WhyNoModel(model_name)) GTEST_SKIP() << *why;
  const WhisperModel model(InstalledModel(model_name), {.threads = 2});
  const std::map<std::string, std::vector<float>> sounds = {
      {"silence", std::vector<float>(480000)}, {"noise", Noise(30)}, {"music", Music(30)},
      {"0.1 s of noise", Noise(0.1)},          {"nothing", {}},      {"a sample", {0.5F}}};
  std::vector<WhisperClip> clips;
  for (const auto& [name, sound] : sounds) clips.emplace_back(sound);
  const auto transcripts = TranscribeClips(model, clips);
  std::size_t i = 0;
  for (const auto& [name, sound] : sounds) {
    std::string text;
    std::vector<std::int64_t> tokens;
    for (const WhisperSegment& segment : transcripts[i++].segments) {
      text += segment.text;
      tokens.insert(tokens.end(), segment.tokens.begin(), segment.tokens.end());
      EXPECT_LE(segment.end, static_cast<double>(sound.size()) / 16000 + 1e-6) << name;
    }
    EXPECT_LE(CompressionRatio(text), 2.4) << name << ": " << text;
    EXPECT_EQ(WithoutEndlessEnd(tokens).size(), tokens.size()) << name << ": " << text;
    if (name == "silence" || name == "nothing") {
      EXPECT_LT(text.size(), 20) << name << ": " << text;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Models, WhisperNoSpeechTest, ::testing::Values("tiny.en", "base"),
                         [](const auto& model) {
                           return model.param == "base" ? "Base" : "TinyEnglish";
                         });

}  // namespace
}  // namespace klay

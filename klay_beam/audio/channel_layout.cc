#include "klay_beam/audio/channel_layout.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace klay {
namespace {

using enum Speaker;

constexpr std::array<std::string_view, 18> kSpeakerNames = {
    "FL", "FR", "FC", "LFE", "BL",  "BR",  "FLC", "FRC", "BC",
    "SL", "SR", "TC", "TFL", "TFC", "TFR", "TBL", "TBC", "TBR"};

struct NamedLayout {
  std::string_view name;
  ChannelLayout layout;
};

const std::vector<NamedLayout>& NamedLayouts() {
  static const std::vector<NamedLayout> layouts = {
      {"mono", {kFrontCenter}},
      {"stereo", {kFrontLeft, kFrontRight}},
      {"2.1", {kFrontLeft, kFrontRight, kLowFrequency}},
      {"3.0", {kFrontLeft, kFrontRight, kFrontCenter}},
      {"3.1", {kFrontLeft, kFrontRight, kFrontCenter, kLowFrequency}},
      {"4.0", {kFrontLeft, kFrontRight, kFrontCenter, kBackCenter}},
      {"quad", {kFrontLeft, kFrontRight, kBackLeft, kBackRight}},
      {"quad(side)", {kFrontLeft, kFrontRight, kSideLeft, kSideRight}},
      {"5.0", {kFrontLeft, kFrontRight, kFrontCenter, kBackLeft, kBackRight}},
      {"5.0(side)", {kFrontLeft, kFrontRight, kFrontCenter, kSideLeft, kSideRight}},
      {"5.1", {kFrontLeft, kFrontRight, kFrontCenter, kLowFrequency, kBackLeft, kBackRight}},
      {"5.1(side)", {kFrontLeft, kFrontRight, kFrontCenter, kLowFrequency, kSideLeft, kSideRight}},
      {"6.1",
       {kFrontLeft, kFrontRight, kFrontCenter, kLowFrequency, kBackCenter, kSideLeft, kSideRight}},
      {"7.0",
       {kFrontLeft, kFrontRight, kFrontCenter, kBackLeft, kBackRight, kSideLeft, kSideRight}},
      {"7.1",
       {kFrontLeft, kFrontRight, kFrontCenter, kLowFrequency, kBackLeft, kBackRight, kSideLeft,
        kSideRight}},
  };
  return layouts;
}

}  // namespace

ChannelLayout DefaultLayout(int channels) {
  if (channels == 1) return {kFrontCenter};
  if (channels == 2) return {kFrontLeft, kFrontRight};
  return ChannelLayout(static_cast<size_t>(std::max(channels, 0)), kUnknown);
}

ChannelLayout FlacLayout(int channels) {
  static constexpr std::array<std::string_view, 8> kNames = {"mono", "stereo", "3.0", "quad",
                                                             "5.0",  "5.1",    "6.1", "7.1"};
  if (channels < 1 || channels > static_cast<int>(kNames.size())) return DefaultLayout(channels);
  const auto& named = NamedLayouts();
  return std::ranges::find(named, kNames[static_cast<size_t>(channels - 1)], &NamedLayout::name)
      ->layout;
}

std::string LayoutName(const ChannelLayout& layout) {
  const auto& named = NamedLayouts();
  const auto found = std::ranges::find(named, layout, &NamedLayout::layout);
  if (found != named.end()) return std::string(found->name);
  std::string name;
  for (const Speaker speaker : layout) {
    const auto number = static_cast<size_t>(speaker);
    if (number >= kSpeakerNames.size()) return std::to_string(layout.size()) + " channels";
    if (!name.empty()) name += '+';
    name += kSpeakerNames[number];
  }
  return name;
}

}  // namespace klay

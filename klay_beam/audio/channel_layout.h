#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace klay {

/// Where a channel's loudspeaker stands; the numbers are the bits of WAVEFORMATEXTENSIBLE's mask.
enum class Speaker : std::uint8_t {
  kFrontLeft,
  kFrontRight,
  kFrontCenter,
  kLowFrequency,
  kBackLeft,
  kBackRight,
  kFrontLeftOfCenter,
  kFrontRightOfCenter,
  kBackCenter,
  kSideLeft,
  kSideRight,
  kTopCenter,
  kTopFrontLeft,
  kTopFrontCenter,
  kTopFrontRight,
  kTopBackLeft,
  kTopBackCenter,
  kTopBackRight,
  kUnknown = 255,
};

/// The speaker of each channel, in the order of the channels.
using ChannelLayout = std::vector<Speaker>;

/// What a file means that has `channels` and says no more: mono, stereo, or that nothing is known.
ChannelLayout DefaultLayout(int channels);

/// FLAC's own for 1 to 8 channels (RFC 9639, section 9.1.3).
ChannelLayout FlacLayout(int channels);

/// "mono", "stereo", "5.1" and so on, as FFmpeg calls them; "FL+FR+BC" where the layout has no
/// name, "6 channels" where a speaker is unknown.
std::string LayoutName(const ChannelLayout& layout);

}  // namespace klay

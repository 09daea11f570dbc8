#pragma once

#include "klay_beam/audio/audio.h"
#include "klay_beam/features/feature_map.h"
#include "klay_beam/numpy/numpy_array.h"

namespace klay {

/// A feature as an array, channels x frames x bins.
template <NumpyItem T>
NumpyArray ArrayOf(const FrameMap<T>& map) {
  return ArrayOf<T>(std::span<const T>(map.values), {map.channels, map.frames, map.bins});
}

/// The samples as an array, channels x frames.
inline NumpyArray ArrayOf(const Audio& audio) {
  return ArrayOf<float>(audio.samples(), {audio.channels, audio.frames});
}

}  // namespace klay

#pragma once

#include <optional>
#include <string>

namespace klay {

/// Why a file cannot be whole, or nothing when its beginning and its end say that it is. Known are
/// empty files of every kind, and by their first bytes WAV, Ogg, MP4, NumPy (.npy, .npz), Parquet
/// and JSON; of others (MP3, FLAC) nothing can be said without reading all. Reads a few kilobytes.
/// Throws what opening the file throws.
std::optional<std::string> WhyTorn(const std::string& path);

}  // namespace klay

#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

/// What run_inference and its rival have in common: how many rows the model is given, by how many
/// at once, and what is in them.

inline constexpr std::int64_t kRows = 256000;
inline constexpr std::int64_t kRowsAtOnce = 1000;
inline constexpr std::size_t kBatch = 32;
inline constexpr std::size_t kColumns = 256;

inline std::vector<float> MakeRow(std::int64_t i) {
  std::vector<float> row(kColumns);
  for (std::size_t c = 0; c < kColumns; ++c) {
    row[c] = static_cast<float>((i * 31 + static_cast<std::int64_t>(c) * 17) % 100) / 100 - 0.5F;
  }
  return row;
}

inline std::int64_t MilliSumOf(std::span<const float> values) {
  double sum = 0;
  for (const float value : values) sum += value;
  return static_cast<std::int64_t>(sum * 1000);
}

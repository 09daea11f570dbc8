#include "klay_beam/audio/inspect/overview.h"

#include <algorithm>
#include <utility>

#include "klay_beam/audio/process/overlap_add.h"

namespace klay {
namespace {

constexpr size_t kPowers = Overview::kFrame / 2 + 1;

Overview::Column EmptyColumn() {
  return {.low = 1e30F, .high = -1e30F, .power = std::vector<float>(kPowers)};
}

}  // namespace

Overview::Overview(int columns)
    : most_columns_(2 * static_cast<size_t>(std::max(columns, 1))),
      window_(HannWindow(kFrame)),
      spectrum_(kFrame),
      column_(EmptyColumn()) {
  // A sine of full scale has the power 1 where it peaks.
  for (float& weight : window_) weight *= 4.0F / kFrame;
}

void Overview::Add(SoundBlock block) {
  const auto count = static_cast<size_t>(block.frames());
  const size_t begin = mean_.size();
  frames_ += block.frames();
  mean_.resize(begin + count);
  low_.resize(begin + count, 1e30F);
  high_.resize(begin + count, -1e30F);
  const float share = 1.0F / static_cast<float>(block.channels());
  for (int c = 0; c < block.channels(); ++c) {
    const std::span<const float> samples = block.channel(c);
    for (size_t i = 0; i < count; ++i) {
      mean_[begin + i] += share * samples[i];
      low_[begin + i] = std::min(low_[begin + i], samples[i]);
      high_[begin + i] = std::max(high_[begin + i], samples[i]);
    }
  }
  TakeHops();
}

void Overview::TakeHops() {
  while (mean_.size() >= kFrame) TakeHop();
}

void Overview::TakeHop() {
  std::vector<float> frame(kFrame);
  std::vector<float> power(kPowers);
  std::ranges::transform(std::span(mean_).first(kFrame), window_, frame.begin(), std::multiplies());
  spectrum_.Power(frame, power);
  const size_t hop = hop_;
  for (size_t i = 0; i < hop; ++i) {
    column_.low = std::min(column_.low, low_[i]);
    column_.high = std::max(column_.high, high_[i]);
  }
  for (size_t k = 0; k < kPowers; ++k) column_.power[k] += power[k];
  for (std::vector<float>* samples : {&mean_, &low_, &high_}) {
    samples->erase(samples->begin(), samples->begin() + static_cast<ptrdiff_t>(hop));
  }
  if (++hops_ == hops_per_column_) AddColumn();
}

void Overview::AddColumn() {
  for (float& power : column_.power) power /= static_cast<float>(hops_);
  columns_.push_back(std::exchange(column_, EmptyColumn()));
  hops_ = 0;
  if (columns_.size() == most_columns_) MergePairs();
}

void Overview::MergePairs() {
  for (size_t i = 0; i < columns_.size() / 2; ++i) {
    const Column& second = columns_[2 * i + 1];
    Column merged = std::move(columns_[2 * i]);
    merged.low = std::min(merged.low, second.low);
    merged.high = std::max(merged.high, second.high);
    for (size_t k = 0; k < kPowers; ++k) merged.power[k] = (merged.power[k] + second.power[k]) / 2;
    columns_[i] = std::move(merged);
  }
  columns_.resize(columns_.size() / 2);
  if (hop_ < kFrame) {
    hop_ *= 2;
  } else {
    hops_per_column_ *= 2;
  }
}

std::vector<Overview::Column> Overview::Finish() {
  // Silence behind the end, until the last frame of the sound has been taken.
  const size_t left = mean_.size();
  const size_t padded = left + kFrame;
  mean_.resize(padded, 0);
  low_.resize(padded, 0);
  high_.resize(padded, 0);
  while (mean_.size() > kFrame) TakeHop();
  if (hops_ > 0) AddColumn();
  return std::move(columns_);
}

}  // namespace klay

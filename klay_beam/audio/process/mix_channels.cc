#include "klay_beam/audio/process/mix_channels.h"

#include <algorithm>
#include <string>
#include <utility>

#include "beam/base/error.h"

namespace klay {
namespace {

[[noreturn]] void Refuse(const std::string& reason) {
  throw beam::Error(beam::ErrorCode::kInvalidArgument, reason);
}

class Mixer final : public Processor {
 public:
  Mixer(SoundFormat format, MixMatrix matrix)
      : format_(std::move(format)), matrix_(std::move(matrix)) {}

  const SoundFormat& format() const override { return format_; }

  void Process(SoundBlock in, PlanarBuffer& out) override {
    out.Reserve(in.frames());
    for (int row = 0; row < format_.channels(); ++row) {
      float* const to = out.end(row);
      std::fill_n(to, in.frames(), 0.0F);
      for (int c = 0; c < in.channels(); ++c) {
        const float weight = matrix_[static_cast<size_t>(row)][static_cast<size_t>(c)];
        if (weight != 0) AddScaled(in.channel(c), weight, to);
      }
    }
    out.Commit(in.frames());
  }

  void Flush(PlanarBuffer&) override {}

 private:
  static void AddScaled(std::span<const float> from, float weight, float* to) {
    for (const float sample : from) *to++ += weight * sample;
  }

  SoundFormat format_;
  MixMatrix matrix_;
};

std::unique_ptr<Processor> PrepareMix(const SoundFormat& in, ChannelLayout layout,
                                      MixMatrix matrix) {
  if (matrix.size() != layout.size() || layout.empty()) {
    Refuse("a matrix has a row for each channel that comes out: " + std::to_string(matrix.size()) +
           " rows, " + LayoutName(layout));
  }
  for (const std::vector<float>& row : matrix) {
    if (row.size() != in.layout.size()) {
      Refuse("a matrix's row has a number for each channel of the sound: " +
             std::to_string(row.size()) + " numbers, " + LayoutName(in.layout));
    }
  }
  return std::make_unique<Mixer>(
      SoundFormat{.sample_rate = in.sample_rate, .layout = std::move(layout)}, std::move(matrix));
}

constexpr float kMinus3Db = 0.70710678F;

/// How loud `speaker` is heard from the left of two loudspeakers. Mirrored, from the right.
float LeftWeight(Speaker speaker) {
  switch (speaker) {
    case Speaker::kFrontLeft:
    case Speaker::kFrontLeftOfCenter:
      return 1;
    case Speaker::kFrontCenter:
    case Speaker::kBackLeft:
    case Speaker::kSideLeft:
    case Speaker::kTopFrontLeft:
    case Speaker::kTopBackLeft:
      return kMinus3Db;
    case Speaker::kBackCenter:
    case Speaker::kTopCenter:
    case Speaker::kTopFrontCenter:
    case Speaker::kTopBackCenter:
      return kMinus3Db * kMinus3Db;
    default:
      return 0;
  }
}

Speaker Mirrored(Speaker speaker) {
  static constexpr std::pair<Speaker, Speaker> kPairs[] = {
      {Speaker::kFrontLeft, Speaker::kFrontRight},
      {Speaker::kBackLeft, Speaker::kBackRight},
      {Speaker::kFrontLeftOfCenter, Speaker::kFrontRightOfCenter},
      {Speaker::kSideLeft, Speaker::kSideRight},
      {Speaker::kTopFrontLeft, Speaker::kTopFrontRight},
      {Speaker::kTopBackLeft, Speaker::kTopBackRight}};
  for (const auto& [left, right] : kPairs) {
    if (speaker == left) return right;
    if (speaker == right) return left;
  }
  return speaker;
}

/// So that no row adds up to more than 1; the rows keep their balance.
void KeepBelowFullScale(MixMatrix& matrix) {
  float most = 1;
  for (const std::vector<float>& row : matrix) {
    float sum = 0;
    for (const float weight : row) sum += weight;
    most = std::max(most, sum);
  }
  for (std::vector<float>& row : matrix) {
    for (float& weight : row) weight /= most;
  }
}

}  // namespace

Step MixChannels(MixMatrix matrix, ChannelLayout layout) {
  return Step([matrix = std::move(matrix), layout = std::move(layout)](const SoundFormat& in) {
    return PrepareMix(in, layout, matrix);
  });
}

Step ToMono() {
  return Step([](const SoundFormat& in) {
    const auto channels = static_cast<size_t>(in.channels());
    return PrepareMix(in, DefaultLayout(1),
                      {std::vector<float>(channels, 1.0F / static_cast<float>(channels))});
  });
}

MixMatrix DownmixMatrix(const ChannelLayout& from, const ChannelLayout& to) {
  if (std::ranges::count(from, Speaker::kUnknown) > 0) {
    Refuse("only known speakers can be mixed: found " + LayoutName(from));
  }
  const ChannelLayout mono = DefaultLayout(1);
  if (to != mono && to != DefaultLayout(2)) {
    Refuse("a downmix is mono or stereo: wanted " + LayoutName(to));
  }
  MixMatrix matrix(2);
  for (const Speaker speaker : from) {
    matrix[0].push_back(LeftWeight(speaker));
    matrix[1].push_back(LeftWeight(Mirrored(speaker)));
  }
  if (from == mono) matrix = {{1}, {1}};
  if (to == mono) {
    for (size_t c = 0; c < from.size(); ++c) matrix[0][c] = (matrix[0][c] + matrix[1][c]) / 2;
    matrix.pop_back();
  }
  KeepBelowFullScale(matrix);
  return matrix;
}

Step Downmix(ChannelLayout layout) {
  return Step([layout = std::move(layout)](const SoundFormat& in) {
    return PrepareMix(in, layout, DownmixMatrix(in.layout, layout));
  });
}

Step SelectChannels(std::vector<int> channels) {
  return Step([channels = std::move(channels)](const SoundFormat& in) {
    MixMatrix matrix;
    ChannelLayout layout;
    for (const int channel : channels) {
      if (channel < 0 || channel >= in.channels()) {
        Refuse("no such channel: " + std::to_string(channel) + " of " + LayoutName(in.layout));
      }
      const auto c = static_cast<size_t>(channel);
      matrix.emplace_back(in.layout.size())[c] = 1;
      layout.push_back(in.layout[c]);
    }
    return PrepareMix(in, std::move(layout), std::move(matrix));
  });
}

Step DuplicateChannel(ChannelLayout layout) {
  return Step([layout = std::move(layout)](const SoundFormat& in) {
    return PrepareMix(in, layout, MixMatrix(layout.size(), std::vector<float>(1, 1.0F)));
  });
}

}  // namespace klay

#include "klay_beam/audio/inspect/plot.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string>

namespace klay {
namespace {

constexpr int kLeft = 70;
constexpr int kWidth = 1200;
constexpr int kTop = 10;
constexpr int kWaveHeight = 200;
constexpr int kGap = 10;
constexpr int kSpectrumTop = kTop + kWaveHeight + kGap;
constexpr int kSpectrumHeight = 400;
constexpr int kBottom = 30;
constexpr int kHeight = kSpectrumTop + kSpectrumHeight + kBottom;
constexpr double kFloorDb = -110;

constexpr Rgb kPaper = {255, 255, 255};
constexpr Rgb kInk = {60, 60, 60};
constexpr Rgb kGrid = {225, 225, 225};
constexpr Rgb kWave = {35, 90, 160};
constexpr Rgb kClipped = {210, 40, 40};

/// From black by violet and orange to white, each lighter than the one before.
Rgb HeatColor(double share) {
  static constexpr Rgb kStops[] = {{0, 0, 4},     {60, 15, 110},   {150, 40, 125},
                                   {240, 95, 95}, {254, 180, 115}, {252, 253, 230}};
  constexpr int kLast = static_cast<int>(std::size(kStops)) - 1;
  const double place = std::clamp(share, 0.0, 1.0) * kLast;
  const int i = std::min(static_cast<int>(place), kLast - 1);
  const auto between = [&](std::uint8_t a, std::uint8_t b) {
    return static_cast<std::uint8_t>(std::lround(a + (b - a) * (place - i)));
  };
  const Rgb& from = kStops[i];
  const Rgb& to = kStops[i + 1];
  return {between(from.red, to.red), between(from.green, to.green), between(from.blue, to.blue)};
}

/// 1, 2 or 5 times a power of ten, so that some `count` of them make `whole`.
double NiceStep(double whole, int count) {
  const double least = whole / count;
  const double power = std::pow(10, std::floor(std::log10(least)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (factor * power >= least) return factor * power;
  }
  return 10 * power;
}

/// "0.25", "12", "1:30", "2:05:00"
std::string TimeText(double seconds, double step) {
  char text[32];
  const auto whole = static_cast<long>(std::lround(seconds));
  if (step < 1) {
    const int digits = static_cast<int>(std::ceil(-std::log10(step) - 1e-9));
    std::snprintf(text, sizeof text, "%.*f", digits, seconds);
  } else if (whole < 60) {
    std::snprintf(text, sizeof text, "%ld", whole);
  } else if (whole < 3600) {
    std::snprintf(text, sizeof text, "%ld:%02ld", whole / 60, whole % 60);
  } else {
    std::snprintf(text, sizeof text, "%ld:%02ld:%02ld", whole / 3600, whole / 60 % 60, whole % 60);
  }
  return text;
}

std::string FrequencyText(double hertz) {
  char text[32];
  std::snprintf(text, sizeof text, "%g", hertz >= 1000 ? hertz / 1000 : hertz);
  return hertz >= 1000 ? std::string(text) + "k" : text;
}

void DrawWave(const std::vector<Overview::Column>& columns, Picture& picture) {
  const double middle = kTop + (kWaveHeight - 1) / 2.0;
  const auto height = [&](float sample) {
    const double y = middle - std::clamp<double>(sample, -1, 1) * (kWaveHeight - 1) / 2;
    return static_cast<int>(std::lround(y));
  };
  for (int x = 0; x < kWidth; ++x) {
    const Overview::Column& column = columns[static_cast<size_t>(x) * columns.size() / kWidth];
    const int top = height(column.high);
    const bool clipped = column.high >= 0.999F || column.low <= -0.999F;
    picture.Fill(kLeft + x, top, 1, height(column.low) - top + 1, clipped ? kClipped : kWave);
  }
}

void DrawSpectrogram(const std::vector<Overview::Column>& columns, Picture& picture) {
  for (int x = 0; x < kWidth; ++x) {
    const Overview::Column& column = columns[static_cast<size_t>(x) * columns.size() / kWidth];
    const size_t count = column.power.size();
    for (int y = 0; y < kSpectrumHeight; ++y) {
      const auto from = static_cast<size_t>(y) * count / kSpectrumHeight;
      const auto to = std::max(from + 1, static_cast<size_t>(y + 1) * count / kSpectrumHeight);
      const float power = *std::max_element(column.power.begin() + static_cast<ptrdiff_t>(from),
                                            column.power.begin() + static_cast<ptrdiff_t>(to));
      const double db = 10 * std::log10(std::max(static_cast<double>(power), 1e-30));
      picture.Set(kLeft + x, kSpectrumTop + kSpectrumHeight - 1 - y, HeatColor(1 - db / kFloorDb));
    }
  }
}

void DrawTimes(double seconds, Picture& picture) {
  const double step = NiceStep(seconds, 10);
  for (int i = 0; i * step <= seconds; ++i) {
    const int x = kLeft + static_cast<int>(i * step / seconds * (kWidth - 1));
    picture.Fill(x, kTop, 1, kWaveHeight, kGrid);
    picture.Fill(x, kSpectrumTop + kSpectrumHeight, 1, 6, kInk);
    picture.Write(x + 4, kSpectrumTop + kSpectrumHeight + 9, TimeText(i * step, step), kInk);
  }
}

void DrawFrequencies(int sample_rate, Picture& picture) {
  const double highest = sample_rate / 2.0;
  const double step = NiceStep(highest, 8);
  for (int i = 0; i * step <= highest; ++i) {
    const int y = kSpectrumTop + kSpectrumHeight - 1 -
                  static_cast<int>(i * step / highest * (kSpectrumHeight - 1));
    const std::string text = FrequencyText(i * step);
    picture.Fill(kLeft - 6, y, 6, 1, kInk);
    picture.Write(kLeft - 8 - static_cast<int>(text.size()) * 12, y - 7, text, kInk);
  }
}

}  // namespace

Picture Plot(const std::vector<Overview::Column>& columns, double seconds, int sample_rate) {
  Picture picture(kLeft + kWidth + 20, kHeight, kPaper);
  if (columns.empty() || !(seconds > 0)) return picture;
  DrawTimes(seconds, picture);
  picture.Fill(kLeft, kTop + kWaveHeight / 2, kWidth, 1, kGrid);
  DrawWave(columns, picture);
  DrawSpectrogram(columns, picture);
  DrawFrequencies(sample_rate, picture);
  return picture;
}

}  // namespace klay

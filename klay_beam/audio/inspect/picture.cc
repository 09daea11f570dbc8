#include "klay_beam/audio/inspect/picture.h"

#include <png.h>

#include <array>

#include "beam/base/error.h"

namespace klay {
namespace {

/// Five columns by seven rows; a row's bits from left to right are 16, 8, 4, 2, 1.
struct Glyph {
  char character;
  std::array<std::uint8_t, 7> rows;
};

constexpr Glyph kGlyphs[] = {
    {'0', {14, 17, 19, 21, 25, 17, 14}}, {'1', {4, 12, 4, 4, 4, 4, 14}},
    {'2', {14, 17, 1, 2, 4, 8, 31}},     {'3', {31, 2, 4, 2, 1, 17, 14}},
    {'4', {2, 6, 10, 18, 31, 2, 2}},     {'5', {31, 16, 30, 1, 1, 17, 14}},
    {'6', {6, 8, 16, 30, 17, 17, 14}},   {'7', {31, 1, 2, 4, 8, 8, 8}},
    {'8', {14, 17, 17, 14, 17, 17, 14}}, {'9', {14, 17, 17, 15, 1, 2, 12}},
    {'.', {0, 0, 0, 0, 0, 12, 12}},      {':', {0, 12, 12, 0, 12, 12, 0}},
    {'-', {0, 0, 0, 31, 0, 0, 0}},       {'k', {16, 16, 18, 20, 24, 20, 18}},
    {'d', {1, 1, 13, 19, 17, 17, 15}},   {'B', {30, 17, 17, 30, 17, 17, 30}},
    {'H', {17, 17, 17, 31, 17, 17, 17}}, {'z', {0, 0, 31, 2, 4, 8, 31}},
};

constexpr int kScale = 2;

}  // namespace

Picture::Picture(int width, int height, Rgb background)
    : width_(width),
      height_(height),
      points_(static_cast<size_t>(width) * static_cast<size_t>(height), background) {}

void Picture::Set(int x, int y, Rgb color) {
  if (x >= 0 && x < width_ && y >= 0 && y < height_) points_[Index(x, y)] = color;
}

void Picture::Fill(int x, int y, int width, int height, Rgb color) {
  for (int j = y; j < y + height; ++j) {
    for (int i = x; i < x + width; ++i) Set(i, j, color);
  }
}

void Picture::Write(int x, int y, std::string_view text, Rgb color) {
  for (const char character : text) {
    for (const Glyph& glyph : kGlyphs) {
      if (glyph.character != character) continue;
      for (int row = 0; row < 7; ++row) {
        for (int column = 0; column < 5; ++column) {
          if ((glyph.rows[static_cast<size_t>(row)] >> (4 - column) & 1) == 0) continue;
          Fill(x + column * kScale, y + row * kScale, kScale, kScale, color);
        }
      }
    }
    x += 6 * kScale;
  }
}

std::string Picture::Png() const {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = static_cast<png_uint_32>(width_);
  image.height = static_cast<png_uint_32>(height_);
  image.format = PNG_FORMAT_RGB;
  png_alloc_size_t size = 0;
  const auto write = [&](void* memory) {
    if (png_image_write_to_memory(&image, memory, &size, 0, points_.data(), 0, nullptr) == 0) {
      throw beam::Error(beam::ErrorCode::kInternal,
                        std::string("libpng cannot write the picture: ") + image.message);
    }
  };
  write(nullptr);
  std::string bytes(size, '\0');
  write(bytes.data());
  bytes.resize(size);
  return bytes;
}

}  // namespace klay

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace klay {

/// A colour of eight bits for each of red, green and blue.
struct Rgb {
  std::uint8_t red = 0;
  std::uint8_t green = 0;
  std::uint8_t blue = 0;

  friend bool operator==(const Rgb&, const Rgb&) = default;
};

/// A picture of coloured points; (0, 0) is the upper left one. What is drawn beyond its edges is
/// left out.
class Picture {
 public:
  Picture(int width, int height, Rgb background);

  int width() const { return width_; }
  int height() const { return height_; }

  Rgb at(int x, int y) const { return points_[Index(x, y)]; }
  void Set(int x, int y, Rgb color);

  /// Fills a rectangle.
  void Fill(int x, int y, int width, int height, Rgb color);

  /// Writes digits, '.', ':', '-', 'k', 'd', 'B', 'H', 'z' and spaces, 12 points wide and 14 high
  /// each; other characters are spaces.
  void Write(int x, int y, std::string_view text, Rgb color);

  /// The picture as a PNG file's bytes. Throws internal when libpng fails.
  std::string Png() const;

 private:
  size_t Index(int x, int y) const {
    return static_cast<size_t>(y) * static_cast<size_t>(width_) + static_cast<size_t>(x);
  }

  int width_;
  int height_;
  std::vector<Rgb> points_;
};

}  // namespace klay

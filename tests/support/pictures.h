/// Pictures for tests, honest and hostile.
#pragma once

#include <cstdint>
#include <string>

namespace sportello::tests {

struct Shape {
  int width = 0;
  int height = 0;
  friend bool operator==(const Shape&, const Shape&) = default;
};

/// An all-white PNG of that size, black and white: a huge one is a small file.
std::string png_of(std::uint32_t width, std::uint32_t height);

/// The JPEG with an EXIF orientation (1 to 8) and a text in its metadata.
std::string with_exif(const std::string& jpeg, int orientation, const std::string& text);

/// The JPEG saying that it is of another size.
std::string with_jpeg_size(std::string jpeg, std::uint16_t width, std::uint16_t height);

/// Decodes a WebP with GraphicsMagick; 0 by 0 when it cannot. `scratch` is a file that may be written.
Shape look_at(const std::string& webp, const std::string& scratch);

}  // namespace sportello::tests

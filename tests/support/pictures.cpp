#include "tests/support/pictures.h"

#include <zlib.h>

#include <cstdio>
#include <stdexcept>

#include "tests/support/child_process.h"

namespace sportello::tests {
namespace {

std::string big_endian(std::uint32_t number, int bytes) {
  std::string text;
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) text += static_cast<char>((number >> shift) & 0xFF);
  return text;
}

std::string chunk(const std::string& type, const std::string& data) {
  const std::string body = type + data;
  const auto sum = ::crc32(0, reinterpret_cast<const Bytef*>(body.data()), static_cast<uInt>(body.size()));
  return big_endian(static_cast<std::uint32_t>(data.size()), 4) + body + big_endian(static_cast<std::uint32_t>(sum), 4);
}

}  // namespace

std::string png_of(std::uint32_t width, std::uint32_t height) {
  const std::string row = '\0' + std::string((width + 7) / 8, '\xFF');
  std::string raw;
  for (std::uint32_t i = 0; i < height; ++i) raw += row;
  std::string packed(::compressBound(raw.size()), '\0');
  uLongf size = packed.size();
  if (::compress(reinterpret_cast<Bytef*>(packed.data()), &size, reinterpret_cast<const Bytef*>(raw.data()),
                 raw.size()) != Z_OK) {
    throw std::runtime_error("zlib could not compress");
  }
  packed.resize(size);
  const std::string black_and_white("\x01\x00\x00\x00\x00", 5);
  return "\x89PNG\r\n\x1A\n" + chunk("IHDR", big_endian(width, 4) + big_endian(height, 4) + black_and_white) +
         chunk("IDAT", packed) + chunk("IEND", "");
}

std::string with_exif(const std::string& jpeg, int orientation, const std::string& text) {
  // TIFF, big-endian: two entries, the orientation (a short) and a description that stands behind them.
  constexpr std::uint32_t kBehind = 8 + 2 + 2 * 12 + 4;
  const auto length = static_cast<std::uint32_t>(text.size() + 1);
  const std::string tiff = std::string("MM\0*", 4) + big_endian(8, 4) + big_endian(2, 2) +
                           big_endian(0x010E, 2) + big_endian(2, 2) + big_endian(length, 4) + big_endian(kBehind, 4) +
                           big_endian(0x0112, 2) + big_endian(3, 2) + big_endian(1, 4) +
                           big_endian(static_cast<std::uint32_t>(orientation), 2) + big_endian(0, 2) +
                           big_endian(0, 4) + text + '\0';
  const std::string body = std::string("Exif\0\0", 6) + tiff;
  return jpeg.substr(0, 2) + "\xFF\xE1" + big_endian(static_cast<std::uint32_t>(body.size() + 2), 2) + body +
         jpeg.substr(2);
}

std::string with_jpeg_size(std::string jpeg, std::uint16_t width, std::uint16_t height) {
  const auto frame = jpeg.find("\xFF\xC0");
  if (frame == std::string::npos) throw std::runtime_error("no baseline JPEG");
  return jpeg.replace(frame + 5, 4, big_endian(height, 2) + big_endian(width, 2));
}

Shape look_at(const std::string& webp, const std::string& scratch) {
  write_file(scratch + ".webp", webp);
  Shape shape;
  if (run({"gm", "convert", scratch + ".webp", "ppm:" + scratch + ".ppm"}, scratch + ".log") != 0) return shape;
  const std::string ppm = read_file(scratch + ".ppm");
  std::sscanf(ppm.c_str(), "P6 %d %d", &shape.width, &shape.height);
  return shape;
}

}  // namespace sportello::tests

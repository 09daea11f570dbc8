#include "klay_beam/audio/codec/ffmpeg_log.h"

extern "C" {
#include <libavutil/log.h>
}

#include <array>
#include <cstdarg>
#include <cstdio>
#include <mutex>

namespace klay {
namespace {

thread_local FfmpegLogCapture* current_capture = nullptr;

void Hook(void*, int level, const char* format, va_list arguments) {
  if (level > AV_LOG_ERROR || current_capture == nullptr) return;
  std::array<char, 512> line{};
  std::vsnprintf(line.data(), line.size(), format, arguments);
  std::string text = line.data();
  // Some of these lines quote bytes of the file; a message stays one printable line.
  std::erase_if(text, [](char c) { return static_cast<unsigned char>(c) < ' ' || c == 0x7F; });
  if (!text.empty()) current_capture->Keep(std::move(text));
}

}  // namespace

FfmpegLogCapture::FfmpegLogCapture() : outer_(current_capture) {
  static std::once_flag hooked;
  std::call_once(hooked, [] { av_log_set_callback(Hook); });
  current_capture = this;
}

FfmpegLogCapture::~FfmpegLogCapture() {
  current_capture = outer_;
}

}  // namespace klay

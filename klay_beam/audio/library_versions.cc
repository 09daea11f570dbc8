#include "klay_beam/audio/library_versions.h"

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/avutil.h>
#include <libswresample/swresample.h>
}
#include <sndfile.h>
#include <soxr.h>

namespace klay {
namespace {

std::string FfmpegVersion(unsigned version) {
  return std::to_string(AV_VERSION_MAJOR(version)) + "." +
         std::to_string(AV_VERSION_MINOR(version)) + "." +
         std::to_string(AV_VERSION_MICRO(version));
}

/// The libraries put their names before their numbers: "libsndfile-1.2.0", "libsoxr-0.1.3".
std::string WithoutName(const std::string& text) {
  const size_t dash = text.find('-');
  return dash == std::string::npos ? text : text.substr(dash + 1);
}

}  // namespace

std::vector<LibraryVersion> LibraryVersions() {
  return {{"libsndfile", WithoutName(sf_version_string())},
          {"libsoxr", WithoutName(soxr_version())},
          {"libavformat", FfmpegVersion(avformat_version())},
          {"libavcodec", FfmpegVersion(avcodec_version())},
          {"libavutil", FfmpegVersion(avutil_version())},
          {"libswresample", FfmpegVersion(swresample_version())}};
}

}  // namespace klay

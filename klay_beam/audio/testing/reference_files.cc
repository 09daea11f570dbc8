#include "klay_beam/audio/testing/reference_files.h"

#include "klay_beam/audio/testing/ffmpeg_program.h"

namespace klay::testing {

void PrintTo(const ReferenceFormat& format, std::ostream* out) {
  *out << format.name;
}

const std::vector<ReferenceFormat>& ReferenceFormats() {
  static const std::vector<ReferenceFormat> formats = {
      {"Wav8", ".wav", {"-c:a", "pcm_u8"}, true},
      {"Wav16", ".wav", {"-c:a", "pcm_s16le"}, true},
      {"Wav24", ".wav", {"-c:a", "pcm_s24le"}, true},
      {"Wav32", ".wav", {"-c:a", "pcm_s32le"}, true},
      {"Wav64", ".wav", {"-c:a", "pcm_s64le"}, true},
      {"WavFloat", ".wav", {"-c:a", "pcm_f32le"}, true},
      {"WavDouble", ".wav", {"-c:a", "pcm_f64le"}, true},
      {"WavALaw", ".wav", {"-c:a", "pcm_alaw"}, true},
      {"WavImaAdpcm", ".wav", {"-c:a", "adpcm_ima_wav"}, true},
      {"Rf64", ".wav", {"-c:a", "pcm_s16le", "-rf64", "always"}, true},
      {"Wave64", ".w64", {"-c:a", "pcm_s16le"}, true, false},
      {"Aiff16", ".aiff", {"-c:a", "pcm_s16be"}, true},
      {"Aiff24", ".aiff", {"-c:a", "pcm_s24be"}, true},
      {"AifcLittleEndian", ".aiff", {"-c:a", "pcm_s16le"}, true},
      {"Caf", ".caf", {"-c:a", "pcm_s16be"}, true},
      {"CafAlac", ".caf", {"-c:a", "alac"}, true},
      {"Au", ".au", {"-c:a", "pcm_s16be"}, true},
      {"Flac16", ".flac", {"-c:a", "flac"}, true},
      {"Flac24", ".flac", {"-c:a", "flac", "-sample_fmt", "s32"}, true},
      {"OggFlac", ".oga", {"-c:a", "flac"}, true},
      {"Vorbis", ".ogg", {"-c:a", "libvorbis"}},
      {"Opus", ".opus", {"-c:a", "libopus", "-ar", "48000"}},
      {"Mp3Cbr", ".mp3", {"-c:a", "libmp3lame", "-b:a", "128k"}},
      {"Mp3Vbr", ".mp3", {"-c:a", "libmp3lame", "-q:a", "4"}},
      {"Mp3WithoutXing", ".mp3", {"-c:a", "libmp3lame", "-write_xing", "0"}, false, false},
      {"M4aAac", ".m4a", {"-c:a", "aac"}},
      {"M4aFastStart", ".m4a", {"-c:a", "aac", "-movflags", "+faststart"}},
      {"M4aAlac", ".m4a", {"-c:a", "alac"}, true},
      {"AdtsAac", ".aac", {"-c:a", "aac"}, false, false},
      {"WebmOpus", ".webm", {"-c:a", "libopus", "-ar", "48000"}},
      {"MkvOpusShort", ".mkv", {"-c:a", "libopus", "-ar", "48000", "-frame_duration", "2.5"}},
      {"WebmVorbis", ".webm", {"-c:a", "libvorbis"}},
      {"MkvAac", ".mkv", {"-c:a", "aac"}},
      {"MkvMp3", ".mkv", {"-c:a", "libmp3lame"}},
      {"MkvFlac", ".mkv", {"-c:a", "flac"}, true},
      {"MkvPcm", ".mkv", {"-c:a", "pcm_s24le"}, true},
      {"Wma", ".wma", {"-c:a", "wmav2"}},
      {"WavPack", ".wv", {"-c:a", "wavpack"}, true, false},
      {"Tta", ".tta", {"-c:a", "tta"}, true, false},
      {"Ac3", ".ac3", {"-c:a", "ac3"}, false, false},
      {"AviMp3", ".avi", {"-c:a", "libmp3lame"}},
  };
  return formats;
}

void WriteReference(const ReferenceFormat& format, const std::string& path, double seconds) {
  // Two sweeps that differ: a swap of channels or an offset shows at once.
  std::vector<std::string> arguments = {
      "-f", "lavfi", "-i",
      "aevalsrc=0.5*sin(2*PI*(200+300*t)*t)|0.3*sin(2*PI*(900-50*t)*t):s=44100:d=" +
          std::to_string(seconds)};
  arguments.insert(arguments.end(), format.encoder.begin(), format.encoder.end());
  arguments.push_back(path);
  RunFfmpeg(arguments);
}

}  // namespace klay::testing

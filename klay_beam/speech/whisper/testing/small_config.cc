#include "klay_beam/speech/whisper/testing/small_config.h"

namespace klay::testing {

WhisperConfig SmallConfig() {
  return {.format = 1,
          .source = "test",
          .weights_sha256 = "",
          .quantization = "none",
          .mel_bands = 8,
          .encoder_steps = 100,
          .max_tokens = 32,
          .width = 16,
          .heads = 2,
          .layers = 2,
          .vocabulary_size = 39,
          .alignment_heads = 2,
          .special = {.end_of_text = 10,
                      .start_of_transcript = 11,
                      .translate = 13,
                      .transcribe = 14,
                      .start_of_lm = 15,
                      .start_of_previous = 16,
                      .no_speech = 17,
                      .no_timestamps = 18,
                      .first_timestamp = 19},
          .languages = {{.code = "de", .token = 12}},
          .suppressed = {2, 11, 12, 13, 14, 15, 16, 17},
          .suppressed_at_begin = {1, 10}};
}

}  // namespace klay::testing

#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace klay::testing {

/// Whether this machine has the programs that speech is made by, espeak-ng and sox.
bool CanSpeak();

/// What make_reference.py calls `name`, by espeak-ng: mono at 16 kHz, 16 bits. The same
/// samples each time, by the same version of espeak-ng and sox. Throws std::runtime_error when one
/// of them fails.
std::vector<std::int16_t> Spoken(const std::string& name);

/// FNV-1a of the samples' bytes, in hexadecimal: tells whether this machine speaks as the one did
/// that the reference was made on.
std::string Checksum(const std::vector<std::int16_t>& samples);

/// The names of what Spoken speaks.
std::vector<std::string> SpokenNames();

/// The signal `name`, as make_reference.py makes it: mono at 16 kHz.
std::vector<float> SpeechSignal(const std::string& name);

/// So many samples of silence.
std::vector<float> Silence(double seconds);

}  // namespace klay::testing

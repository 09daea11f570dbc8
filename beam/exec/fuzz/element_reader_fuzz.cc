#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "beam/exec/element_type.h"
#include "beam/testing/fuzz/fuzz_target.h"

/// What an engine sends on the data stream: elements, one behind the other. The first byte chooses
/// their type, the second how windows are written.
namespace beam::fuzz {
namespace {

using exec::TypedElementType;
using exec::WireOutput;

struct Track {
  std::string path;
  std::optional<double> seconds = {};
  std::vector<std::int64_t> samples = {};
};

/// Writes what it gets, as a worker's output does.
struct Output final : WireOutput {
  void Send(std::string& bytes) override { sent += bytes; }
  std::string sent;
};

/// The elements of `bytes`, written again.
template <class T>
std::string ThroughAWorker(std::string_view bytes, WindowCoder coder) {
  const TypedElementType<T> type;
  Output output;
  const auto writer = type.MakeWriter(coder, output);
  const auto reader = type.MakeReader(coder, nullptr, *writer);
  for (ByteReader in(bytes); in.remaining() > 0;) reader->Read(in);
  output.Flush();
  return output.sent;
}

template <class T>
void Try(std::string_view bytes, WindowCoder coder) {
  const std::string once = ThroughAWorker<T>(bytes, coder);
  if (ThroughAWorker<T>(once, coder) != once) throw std::logic_error("reads other elements back");
}

template <class T>
std::string Written(const std::vector<T>& values, const Windows& windows, WindowCoder coder) {
  std::string bytes;
  ByteWriter writer(bytes);
  for (const T& value : values) {
    WindowedValueHeader{{7000}, windows}.Encode(coder, writer);
    WireCoder<T>::Encode(value, writer);
  }
  return bytes;
}

using Group = KV<std::string, Iterable<Track>>;
using Trial = void (*)(std::string_view, WindowCoder);
constexpr Trial kTrials[] = {Try<Track>, Try<KV<std::string, std::int64_t>>, Try<Group>};

}  // namespace

std::vector<std::string> Seeds() {
  using namespace std::string_literals;
  const Windows windows({{{0}, {1000}}, {{-5000}, {7000}}}, {false, true, PaneTiming::kLate, 3, 2});
  const std::vector<Track> tracks = {{"a", 0.5, {1, -2}}, {"b"}};
  return {
      "\0\0"s + Written(tracks, Windows(), WindowCoder::kGlobal),
      "\1\1"s + Written<KV<std::string, std::int64_t>>({{"a", 1}, {"a", -1}, {"b", 300}}, windows,
                                                       WindowCoder::kInterval),
      "\2\2"s + Written<Group>({{"key", Iterable<Track>(tracks)}}, windows, WindowCoder::kCustom),
  };
}

void TryInput(std::string_view bytes) {
  if (bytes.size() < 2) return;
  const auto choice = static_cast<unsigned char>(bytes[0]);
  const auto coder = static_cast<WindowCoder>(static_cast<unsigned char>(bytes[1]) % 3);
  try {
    kTrials[choice % std::size(kTrials)](bytes.substr(2), coder);
  } catch (const Error& error) {
    if (error.code() != ErrorCode::kDataLoss) throw;
  }
}

}  // namespace beam::fuzz

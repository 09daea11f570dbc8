#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "beam/coders/coders.h"
#include "beam/coders/model/state_backed_iterable_coder.h"
#include "beam/coders/model/timer_coder.h"
#include "beam/coders/model/windowed_value_coder.h"
#include "beam/testing/fuzz/fuzz_target.h"

/// What stands around elements. The first byte chooses what, the second how windows are written.
namespace beam::fuzz {
namespace {

using namespace std::string_literals;

template <class T>
std::string BytesOf(const T& value, WindowCoder coder) {
  std::string bytes;
  ByteWriter writer(bytes);
  value.Encode(coder, writer);
  return bytes;
}

template <class T>
void Try(std::string_view bytes, WindowCoder coder) {
  ByteReader in(bytes);
  const T value = T::Decode(coder, in);
  const std::string encoded = BytesOf(value, coder);
  ByteReader again(encoded);
  if (BytesOf(T::Decode(coder, again), coder) != encoded || again.remaining() != 0) {
    throw std::logic_error("decodes to another value");
  }
}

/// The input's first half is the list, the second what is in the state, three bytes a page.
class Pages final : public StatePages {
 public:
  explicit Pages(std::string_view data) : data_(data) {}
  Page Read(const std::string&, const std::string& continuation) const override {
    const std::size_t begin = continuation.empty() ? 0 : std::stoul(continuation);
    const std::size_t end = begin + 3;
    return {data_.substr(begin, 3), end < data_.size() ? std::to_string(end) : ""};
  }

 private:
  std::string data_;
};

void TryStateBacked(std::string_view bytes, WindowCoder) {
  ByteReader in(bytes);
  const auto items = DecodeStateBacked<std::string>(
      in, std::make_shared<const Pages>(bytes.substr(bytes.size() / 2)));
  const std::vector<std::string> values(items.begin(), items.end());
  if (items.size() != values.size() || Encode(items) != Encode(values)) {
    throw std::logic_error("reads other values the second time");
  }
}

using Trial = void (*)(std::string_view, WindowCoder);
constexpr Trial kTrials[] = {Try<WindowedValueHeader>, Try<TimerData>, TryStateBacked};

}  // namespace

std::vector<std::string> Seeds() {
  const Windows windows({{{0}, {1000}}, {{-5000}, {7000}}}, {false, true, PaneTiming::kLate, 3, 2});
  const WindowedValueHeader header{{7000}, windows};
  const TimerData timer{"tag", windows, false, {1000}, {2000}};
  return {
      "\0\1"s + BytesOf(header, WindowCoder::kInterval),
      "\0\2"s + BytesOf(header, WindowCoder::kCustom),
      "\0\0"s + BytesOf(WindowedValueHeader(), WindowCoder::kGlobal),
      "\1\1"s + BytesOf(timer, WindowCoder::kInterval),
      "\2\0\xff\xff\xff\xff\x01\x01"s + "a\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01\x01t" +
          "\x01y\x04long\x01z\x01z\x01z\x02zz",
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

#include "klay_beam/audio/codec/ogg_chain.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "beam/base/error.h"
#include "klay_beam/audio/codec/ogg_pages.h"

namespace klay {
namespace {

/// More are taken for a lie: to open each takes a millisecond.
constexpr size_t kMostLinks = 1000;

/// One of the files in the chain.
class LinkSource final : public ByteSource {
 public:
  LinkSource(ByteSource& chain, ByteRange range) : chain_(chain), range_(range) {}

  size_t ReadAt(int64_t offset, std::span<std::byte> out) override {
    if (offset < 0 || offset >= range_.length) return 0;
    const auto left = static_cast<size_t>(range_.length - offset);
    return chain_.ReadAt(range_.offset + offset, out.first(std::min(out.size(), left)));
  }
  int64_t size() const override { return range_.length; }
  const std::string& name() const override { return chain_.name(); }

 private:
  ByteSource& chain_;
  ByteRange range_;
};

/// A link and the decoder that reads it.
struct OpenLink {
  OpenLink(ByteSource& chain, ByteRange range)
      : source(chain, range), decoder(OpenDecoder(source)) {}

  LinkSource source;
  std::unique_ptr<Decoder> decoder;
};

void AppendDamage(const std::string& text, std::string& damage) {
  if (!damage.empty()) damage += "; ";
  damage += text;
}

class OggChainDecoder final : public Decoder {
 public:
  explicit OggChainDecoder(ByteSource& source) : source_(source) {}

  /// False where the links do not make one sound.
  bool Open() {
    const std::vector<ByteRange> ranges = OggLinks(source_, kMostLinks + 1);
    if (ranges.size() < 2 || ranges.size() > kMostLinks) return false;
    for (const ByteRange& range : ranges) {
      try {
        const OpenLink link(source_, range);
        if (!Add(range, link.decoder->format())) return false;
      } catch (const beam::Error& error) {
        const bool no_sound = error.code() == beam::ErrorCode::kDataLoss ||
                              error.code() == beam::ErrorCode::kUnimplemented;
        if (!no_sound) throw;
        AppendDamage("corrupt: an Ogg file in the chain is left out, " + error.message(), damage_);
      }
    }
    return links_.size() > 1;
  }

  const AudioInfo& format() const override { return format_; }

  size_t Read(std::span<float> interleaved) override {
    while (next_ < links_.size() || link_ != nullptr) {
      if (link_ == nullptr) link_ = std::make_unique<OpenLink>(source_, links_[next_++].range);
      const size_t frames = link_->decoder->Read(interleaved);
      if (frames > 0) return frames;
      CloseLink();
    }
    return 0;
  }

  bool Seek(int64_t frame) override {
    if (!format_.frames_exact) return false;
    size_t i = 0;
    while (i + 1 < links_.size() && frame >= links_[i].frames) frame -= links_[i++].frames;
    link_ = std::make_unique<OpenLink>(source_, links_[i].range);
    next_ = i + 1;
    return frame == 0 || link_->decoder->Seek(frame);
  }

  std::optional<std::string> damage() const override {
    std::string text = damage_;
    if (link_ != nullptr && link_->decoder->damage()) {
      AppendDamage(*link_->decoder->damage(), text);
    }
    return text.empty() ? std::nullopt : std::optional(text);
  }

 private:
  struct Link {
    ByteRange range;
    int64_t frames = 0;  ///< Where they are known.
  };

  bool Add(const ByteRange& range, const AudioInfo& format) {
    if (links_.empty()) {
      format_ = format;
    } else {
      if (format.sample_rate != format_.sample_rate || format.channels != format_.channels) {
        return false;
      }
      const bool known = format_.frames && format.frames;
      format_.frames = known ? std::optional(*format_.frames + *format.frames) : std::nullopt;
      format_.frames_exact = format_.frames_exact && format.frames_exact;
    }
    links_.push_back({.range = range, .frames = format.frames.value_or(0)});
    return true;
  }

  void CloseLink() {
    const std::optional<std::string> text = link_->decoder->damage();
    if (text) AppendDamage(*text, damage_);
    link_.reset();
  }

  ByteSource& source_;
  AudioInfo format_;
  std::vector<Link> links_;
  std::unique_ptr<OpenLink> link_;  ///< Being read.
  size_t next_ = 0;                 ///< The link behind it.
  std::string damage_;              ///< Of the links that were read, or could not be.
};

}  // namespace

std::unique_ptr<Decoder> OpenOggChain(ByteSource& source) {
  auto chain = std::make_unique<OggChainDecoder>(source);
  if (!chain->Open()) return nullptr;
  return chain;
}

}  // namespace klay

// expect: beam: a row is made before its fields are read; give each field a default
#include <string>

#include "beam/beam.h"

class Url {
 public:
  explicit Url(std::string text) : text_(std::move(text)) {}
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

template <>
struct beam::Coder<Url> {
  static void Encode(const Url& url, ByteWriter& out) {
    Coder<std::string>::Encode(url.text(), out);
  }
  static Url Decode(ByteReader& in) { return Url(Coder<std::string>::Decode(in)); }
};

struct Page {
  Url url;
};

void Build(beam::Pipeline& p) {
  p | beam::Create("Numbers", {1}) | beam::Map("Page", [](int) { return Page{Url("x")}; });
}

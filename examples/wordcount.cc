// Counts the words of text files: each word with its count, a line of JSON for each.

#include <algorithm>
#include <cctype>
#include <string>
#include <vector>

#include "beam/beam.h"

struct Options {
  std::string input;
  std::string output;

  static constexpr const char* kAbout = "Counts how often each word is in some text files.";
  static constexpr beam::FieldDoc kDocs[] = {
      {"input", "The files to read, as a pattern; .gz, .zst and .bz2 are unpacked."},
      {"output", "The file to write; .gz and the like packs it."},
  };
};

struct WordCount {
  std::string word;
  std::int64_t count = 0;
};

std::vector<std::string> Words(const std::string& line) {
  const auto is_letter = [](unsigned char c) { return c >= 0x80 || std::isalpha(c) || c == '\''; };
  std::vector<std::string> words;
  for (auto end = line.begin(); end != line.end();) {
    const auto begin = std::find_if(end, line.end(), is_letter);
    end = std::find_if_not(begin, line.end(), is_letter);
    if (begin != end) words.emplace_back(begin, end);
  }
  return words;
}

void Build(beam::Pipeline& p, const Options& options) {
  p | beam::io::ReadText(options.input) | beam::FlatMap("Words", Words) |
      beam::Count::PerElement() |
      beam::MapTuple("Row",
                     [](const std::string& word, std::int64_t count) {
                       return WordCount{word, count};
                     }) |
      beam::io::WriteJson(options.output, {.shard_name_template = ""});
}

int main(int argc, char** argv) {
  return beam::Main<Options>(argc, argv, Build);
}

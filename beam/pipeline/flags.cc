#include "beam/pipeline/flags.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <numeric>

namespace beam {
namespace internal {

void ThrowBadValue(std::string_view name, std::string_view type, const std::string& value) {
  throw Error(ErrorCode::kInvalidArgument, "--" + std::string(name) + " wants " +
                                               std::string(type) + ", found \"" + value + "\"");
}

bool ParseBool(std::string_view name, const std::string& value) {
  for (const char* yes : {"true", "1", "yes", "on"}) {
    if (value == yes) return true;
  }
  for (const char* no : {"false", "0", "no", "off"}) {
    if (value == no) return false;
  }
  ThrowBadValue(name, "true|false", value);
}

std::string Joined(const std::vector<std::string>& parts, std::string_view separator) {
  std::string joined;
  for (const std::string& part : parts) {
    if (!joined.empty()) joined += separator;
    joined += part;
  }
  return joined;
}

}  // namespace internal

namespace {

/// Levenshtein's distance: insertions, deletions and substitutions between two words.
std::size_t EditDistance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), 0);
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i + 1);
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t substituted = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = std::exchange(row[j + 1], std::min({row[j + 1] + 1, row[j] + 1, substituted}));
    }
  }
  return row.back();
}

std::string NearestFlag(const std::string& argument, const std::vector<FlagGroup>& groups) {
  std::string word = argument.substr(std::min(argument.find_first_not_of('-'), argument.size()));
  word = word.substr(0, word.find('='));
  std::replace(word.begin(), word.end(), '-', '_');
  std::string nearest = "help";
  std::size_t least = EditDistance(word, nearest);
  for (const FlagGroup& group : groups) {
    for (const Flag& flag : group.flags) {
      const std::size_t distance = EditDistance(word, flag.name);
      if (distance < least) {
        least = distance;
        nearest = flag.name;
      }
    }
  }
  return nearest;
}

[[noreturn]] void ThrowUnknown(const std::vector<std::string>& unknown,
                               const std::vector<FlagGroup>& groups) {
  const std::string& first = unknown.front();
  if (first.starts_with('-')) {
    throw Error(ErrorCode::kInvalidArgument, "unknown flag " + first + "; the nearest is --" +
                                                 NearestFlag(first, groups) +
                                                 " (--help lists them all)");
  }
  throw Error(ErrorCode::kInvalidArgument,
              "unexpected argument \"" + first +
                  "\"; values follow a flag as --flag=value, and a pattern must be quoted so that "
                  "the shell leaves it alone");
}

/// The values of the command line, before they are given to the flags.
struct Values {
  std::vector<std::string> texts;
  std::vector<const CLI::Option*> options;
};

void AddFlag(CLI::App& app, const std::string& group, const Flag& flag, Values& values) {
  std::string& text = values.texts.emplace_back();
  const std::string name = "--" + flag.name;
  CLI::Option* option = flag.is_switch ? app.add_flag(name, text) : app.add_option(name, text);
  std::string type = flag.type;
  if (!flag.required && !flag.default_text.empty()) type += " [" + flag.default_text + "]";
  option->description(flag.doc)->group(group)->type_name(type)->required(flag.required);
  values.options.push_back(option);
}

}  // namespace

std::optional<std::string> ParseFlags(int argc, const char* const* argv,
                                      const std::vector<FlagGroup>& groups,
                                      const ProgramText& text) {
  CLI::App app(text.about);
  app.get_formatter()->column_width(36);
  if (!text.version.empty()) app.set_version_flag("--version", text.version);
  std::vector<const Flag*> flags;
  for (const FlagGroup& group : groups) {
    for (const Flag& flag : group.flags) flags.push_back(&flag);
  }
  Values values;
  values.texts.reserve(flags.size());  // CLI11 keeps references to them.
  for (const FlagGroup& group : groups) {
    for (const Flag& flag : group.flags) AddFlag(app, group.title, flag, values);
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    return app.help();
  } catch (const CLI::CallForVersion&) {
    return text.version + "\n";
  } catch (const CLI::ExtrasError&) {
    ThrowUnknown(app.remaining(), groups);
  } catch (const CLI::RequiredError& error) {
    if (!app.remaining().empty()) ThrowUnknown(app.remaining(), groups);
    throw Error(ErrorCode::kInvalidArgument,
                std::string(error.what()) + " (--help lists all flags)");
  } catch (const CLI::ParseError& error) {
    throw Error(ErrorCode::kInvalidArgument, error.what());
  }
  for (std::size_t i = 0; i < flags.size(); ++i) {
    if (values.options[i]->count() > 0) flags[i]->set(values.texts[i]);
  }
  return std::nullopt;
}

}  // namespace beam

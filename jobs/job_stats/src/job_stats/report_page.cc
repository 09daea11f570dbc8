#include "job_stats/report_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>
#include <vector>

#include "beam/base/utf8.h"
#include "klay_beam/commit.h"
#include "klay_beam/version.h"

namespace job_stats {
namespace {

constexpr std::string_view kStyle = R"(
:root { color-scheme: light dark; --ink: #1b1f24; --soft: #5c6670; --line: #d8dee4; --card: #f6f8fa;
        --bar: #2f6fde; --page: #fff; --warn: #b3261e; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6e9ec; --soft: #9aa4ae; --line: #343b43; --card: #1d2329; --bar: #6ea0ff;
          --page: #12161a; --warn: #ff8a80; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 72rem; padding: 2rem 1.5rem; background: var(--page);
       color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.5rem; margin: 0; overflow-wrap: anywhere; }
h2 { font-size: 1.05rem; margin: 0 0 .75rem; }
p.sub, footer { color: var(--soft); margin: .25rem 0 1.5rem; overflow-wrap: anywhere; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: .75rem; }
.tile, section { background: var(--card); border: 1px solid var(--line); border-radius: .6rem;
                 padding: .9rem 1.1rem; }
.tile b { display: block; font-size: 1.6rem; font-weight: 600; font-variant-numeric: tabular-nums; }
.tile span, td.soft { color: var(--soft); font-size: .85rem; }
.tile.warn b { color: var(--warn); }
.grid { display: grid; grid-template-columns: repeat(auto-fit, minmax(22rem, 1fr)); gap: 1rem;
        margin: 1rem 0; }
section.wide { margin: 1rem 0; overflow-x: auto; }
svg { width: 100%; height: auto; display: block; }
svg rect { fill: var(--bar); }
svg text { fill: var(--soft); font: 10px system-ui, sans-serif; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th { text-align: left; color: var(--soft); font-weight: 500; font-size: .85rem; }
th, td { padding: .25rem .6rem .25rem 0; border-bottom: 1px solid var(--line);
         vertical-align: top; }
td.n, th.n { text-align: right; white-space: nowrap; }
td.bar { width: 35%; } td.bar i { display: block; height: .7rem; margin-top: .4rem; min-width: 1px;
         border-radius: .2rem; background: var(--bar); }
td.path { overflow-wrap: anywhere; font-family: ui-monospace, monospace; font-size: .85rem; }
)";

std::string Escaped(std::string_view text) {
  std::string escaped;
  for (const char c : beam::PrintableUtf8(text)) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

double Hours(std::int64_t microseconds) {
  return static_cast<double>(microseconds) / 3.6e9;
}

/// 12.3 GB
std::string Size(std::int64_t bytes) {
  constexpr std::string_view kUnits[] = {"B", "kB", "MB", "GB", "TB", "PB"};
  auto size = static_cast<double>(bytes);
  std::size_t unit = 0;
  for (; size >= 1000 && unit + 1 < std::size(kUnits); ++unit) size /= 1000;
  return fmt::format("{:.{}f} {}", size, unit == 0 ? 0 : 1, kUnits[unit]);
}

/// 5 s, 2 min, 1 h
std::string LengthText(double seconds) {
  if (seconds < 60) return fmt::format("{:g} s", seconds);
  if (seconds < 3600) return fmt::format("{:g} min", seconds / 60);
  return fmt::format("{:g} h", seconds / 3600);
}

std::string PercentText(double share) {
  return fmt::format("{:.0f} %", share * 100);
}

std::string DecibelText(double value) {
  return fmt::format("{:.0f}", value);
}

std::string Tile(std::string_view id, const std::string& value, std::string_view what,
                 bool is_warning = false) {
  return fmt::format("<div class=\"tile{}\"><b id=\"{}\">{}</b><span>{}</span></div>\n",
                     is_warning ? " warn" : "", id, value, what);
}

using TextOf = std::string (*)(double);

/// "below 1 s", "1 s to 2 s", "2 h and more"
std::string BinText(const Bins& bins, std::size_t bin, TextOf text) {
  if (bin == 0) return "below " + text(bins.edges.front());
  if (bin == bins.edges.size()) return text(bins.edges.back()) + " and more";
  return text(bins.edges[bin - 1]) + " to " + text(bins.edges[bin]);
}

/// A histogram of files as a picture, whose numbers show under the pointer.
std::string Histogram(std::string_view id, std::string_view title, const Bins& bins,
                      const std::map<std::int32_t, std::int64_t>& counts, TextOf text) {
  constexpr double kWidth = 520;
  constexpr double kHeight = 150;
  const std::size_t count = bins.edges.size() + 1;
  const double step = kWidth / static_cast<double>(count);
  std::int64_t most = 1;
  for (const auto& [bin, files] : counts) most = std::max(most, files);
  std::string bars;
  std::string labels;
  for (std::size_t bin = 0; bin < count; ++bin) {
    const auto found = counts.find(static_cast<std::int32_t>(bin));
    const std::int64_t files = found == counts.end() ? 0 : found->second;
    const double height = kHeight * static_cast<double>(files) / static_cast<double>(most);
    const double x = step * static_cast<double>(bin);
    bars += fmt::format(
        "<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" data-key=\"{}\" "
        "data-files=\"{}\"><title>{}: {} files</title></rect>\n",
        x + 1, 14 + kHeight - height, step - 2, height, bin, files, BinText(bins, bin, text),
        files);
    if (files > 0) {
      bars += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"middle\">{}</text>\n",
                          x + step / 2, 11 + kHeight - height, files);
    }
    // Every other edge where there are many.
    if (bin > 0 && (count < 13 || bin % 2 == 1)) {
      labels += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"middle\">{}</text>\n", x,
                            28 + kHeight, text(bins.edges[bin - 1]));
    }
  }
  return fmt::format(
      "<section><h2>{}</h2><svg id=\"{}\" viewBox=\"0 0 {} {}\" role=\"img\" "
      "aria-label=\"{}\">\n{}{}</svg></section>\n",
      title, id, kWidth, kHeight + 34, title, bars, labels);
}

/// A table of kinds of files, those with most of them first.
template <class Key>
std::string KindTable(std::string_view id, std::string_view title, std::string_view unit,
                      const std::map<Key, Amount>& kinds) {
  std::vector<std::pair<std::string, Amount>> rows;
  for (const auto& [key, amount] : kinds) rows.emplace_back(fmt::format("{}", key), amount);
  std::ranges::stable_sort(rows, std::greater(), [](const auto& row) { return row.second.files; });
  std::int64_t most = 1;
  for (const auto& [key, amount] : rows) most = std::max(most, amount.files);
  std::string text = fmt::format(
      "<section><h2>{}</h2><table id=\"{}\"><tr><th></th><th class=n>files</th>"
      "<th class=n>hours</th><th></th></tr>\n",
      title, id);
  for (const auto& [key, amount] : rows) {
    text += fmt::format(
        "<tr data-key=\"{0}\"><td>{0}{1}</td><td class=n>{2}</td><td class=n>{3:.2f}</td>"
        "<td class=bar><i style=\"width:{4:.1f}%\"></i></td></tr>\n",
        Escaped(key), unit, amount.files, Hours(amount.microseconds),
        100.0 * static_cast<double>(amount.files) / static_cast<double>(most));
  }
  return text + "</table></section>\n";
}

std::string DuplicateTable(const Duplicates& duplicates) {
  if (duplicates.groups == 0) return "";
  std::string text = fmt::format(
      "<section class=wide><h2>Files with the same bytes</h2><p class=sub>{} groups; "
      "without one of each they take {}.</p><table id=\"duplicates\">"
      "<tr><th class=n>files</th><th class=n>each</th><th>where</th></tr>\n",
      duplicates.groups, Size(duplicates.extra_bytes));
  for (const DuplicateGroup& group : duplicates.greatest) {
    std::string paths;
    for (const std::string& path : group.paths) paths += Escaped(path) + "<br>";
    const auto hidden = group.files - static_cast<std::int64_t>(group.paths.size());
    if (hidden > 0) paths += fmt::format("and {} more", hidden);
    text += fmt::format(
        "<tr data-key=\"{}\"><td class=n>{}</td><td class=n>{}</td><td class=path>{}</td></tr>\n",
        group.content_hash, group.files, Size(group.size_bytes), paths);
  }
  return text + "</table></section>\n";
}

std::string FailureTable(const FailureList& failures) {
  if (failures.count() == 0) return "";
  std::string codes;
  for (const auto& [code, count] : failures.by_code) {
    codes += fmt::format("{}{} {}", codes.empty() ? "" : ", ", count, Escaped(code));
  }
  std::string text = fmt::format(
      "<section class=wide><h2>Files that failed</h2><p class=sub>{}</p>"
      "<table id=\"failures\"><tr><th>why</th><th>file</th></tr>\n",
      codes);
  for (const klay::Failure& failure : failures.first) {
    text += fmt::format(
        "<tr data-key=\"{}\"><td>{}</td><td class=path>{}<br><span "
        "class=soft>{}</span></td></tr>\n",
        Escaped(failure.path), Escaped(failure.code), Escaped(failure.path),
        Escaped(failure.message));
  }
  const auto hidden = failures.count() - static_cast<std::int64_t>(failures.first.size());
  text += "</table>";
  if (hidden > 0) text += fmt::format("<p class=sub>and {} more; --failures lists all</p>", hidden);
  return text + "</section>\n";
}

std::string Tiles(const Summary& s, const Duplicates& duplicates, const FailureList& failures) {
  return "<div class=tiles>\n" + Tile("files", fmt::format("{}", s.all.files), "files measured") +
         Tile("hours", fmt::format("{:.2f}", Hours(s.all.microseconds)), "hours of audio") +
         Tile("size", Size(s.bytes), "on disk") +
         Tile("silent_hours", fmt::format("{:.2f}", Hours(s.silent_microseconds)),
              "hours of silence") +
         Tile("silent_files", fmt::format("{}", s.silent_files), "files of silence only",
              s.silent_files > 0) +
         Tile("clipped_files", fmt::format("{}", s.clipped_files), "files that clip",
              s.clipped_files > 0) +
         Tile("extra_files", fmt::format("{}", duplicates.extra_files), "duplicates",
              duplicates.extra_files > 0) +
         Tile("damaged_files", fmt::format("{}", s.damaged_files), "files damaged",
              s.damaged_files > 0) +
         Tile("failed_files", fmt::format("{}", failures.count()), "files failed",
              failures.count() > 0) +
         "</div>\n";
}

}  // namespace

std::string ReportPage(const PageTitle& title, const Summary& summary, const Duplicates& duplicates,
                       const FailureList& failures) {
  const std::string inputs = Escaped(title.inputs);
  std::string page =
      "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n";
  page +=
      fmt::format("<title>Audio of {}</title>\n<style>{}</style></head><body>\n", inputs, kStyle);
  page += fmt::format("<h1>Audio of {}</h1>\n<p class=sub>one row a file in {}</p>\n", inputs,
                      Escaped(title.table));
  page += Tiles(summary, duplicates, failures);
  page += "<div class=grid>\n";
  page += Histogram("lengths", "Length", LengthBins(), summary.lengths, LengthText);
  page += Histogram("loudness", "Integrated loudness [LUFS]", LoudnessBins(), summary.loudness,
                    DecibelText);
  page += Histogram("peaks", "Peak [dB of full scale]", PeakBins(), summary.peaks, DecibelText);
  page +=
      Histogram("silence", "Silent share of a file", SilenceBins(), summary.silence, PercentText);
  page += KindTable("sample_rates", "Sample rate", " Hz", summary.sample_rates);
  page += KindTable("channels", "Channels", "", summary.channels);
  page += KindTable("codecs", "Codec", "", summary.codecs);
  page += "</div>\n" + DuplicateTable(duplicates) + FailureTable(failures);
  page += fmt::format("<footer>job_stats {} ({})</footer>\n</body></html>\n", klay::kVersion,
                      klay::Commit());
  return page;
}

}  // namespace job_stats

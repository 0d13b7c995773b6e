// Figures in Prometheus' text format.
#pragma once

#include <map>
#include <memory>
#include <string>

namespace prometheus {
class Registry;
}

namespace sotto {

/// Made for each scrape from what the parts know at that moment, so that it cannot disagree with
/// them.
class MetricsPage {
 public:
  using Labels = std::map<std::string, std::string>;

  MetricsPage();
  ~MetricsPage();

  /// Labels that all further figures have.
  void set_common(Labels labels) { common_ = std::move(labels); }

  /// A figure that only grows.
  template <class Number>
  void counter(const char* name, const char* help, const Labels& labels, Number value) {
    add_counter(name, help, labels, static_cast<double>(value));
  }
  template <class Number>
  void gauge(const char* name, const char* help, const Labels& labels, Number value) {
    add_gauge(name, help, labels, static_cast<double>(value));
  }

  std::string text() const;

 private:
  void add_counter(const char* name, const char* help, Labels labels, double value);
  void add_gauge(const char* name, const char* help, Labels labels, double value);

  std::unique_ptr<prometheus::Registry> registry_;
  Labels common_;
};

}  // namespace sotto

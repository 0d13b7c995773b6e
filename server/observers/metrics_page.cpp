#include "server/observers/metrics_page.hpp"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

namespace sotto {

MetricsPage::MetricsPage() : registry_(std::make_unique<prometheus::Registry>()) {}

MetricsPage::~MetricsPage() = default;

void MetricsPage::add_counter(const char* name, const char* help, Labels labels, double value) {
  labels.insert(common_.begin(), common_.end());
  prometheus::BuildCounter()
      .Name(name)
      .Help(help)
      .Register(*registry_)
      .Add(labels)
      .Increment(value);
}

void MetricsPage::add_gauge(const char* name, const char* help, Labels labels, double value) {
  labels.insert(common_.begin(), common_.end());
  prometheus::BuildGauge().Name(name).Help(help).Register(*registry_).Add(labels).Set(value);
}

std::string MetricsPage::text() const {
  return prometheus::TextSerializer().Serialize(registry_->Collect());
}

}  // namespace sotto

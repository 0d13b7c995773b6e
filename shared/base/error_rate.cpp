#include "shared/base/error_rate.hpp"

#include <boost/math/distributions/binomial.hpp>
#include <cmath>

namespace sotto {

using Binomial = boost::math::binomial_distribution<double>;

double coin_entropy(double p) {
  if (p <= 0 || p >= 1) return 0;
  return -p * std::log2(p) - (1 - p) * std::log2(1 - p);
}

double least_rate(const Errors& errors, double alpha) {
  if (errors.wrong == 0) return 0;
  return Binomial::find_lower_bound_on_p(static_cast<double>(errors.trials),
                                         static_cast<double>(errors.wrong), alpha);
}

double greatest_rate(const Errors& errors, double alpha) {
  if (errors.wrong == errors.trials) return 1;
  return Binomial::find_upper_bound_on_p(static_cast<double>(errors.trials),
                                         static_cast<double>(errors.wrong), alpha);
}

}  // namespace sotto

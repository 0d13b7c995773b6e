// Short names for the networking libraries.
#pragma once

#include <boost/asio.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/websocket.hpp>

namespace sotto {

namespace net = boost::asio;
namespace beast = boost::beast;
namespace websocket = boost::beast::websocket;
using tcp = net::ip::tcp;
using boost::system::error_code;

/// For `auto [fault, value] = co_await operation(nothrow)`.
inline constexpr auto nothrow = net::as_tuple(net::use_awaitable);

}  // namespace sotto

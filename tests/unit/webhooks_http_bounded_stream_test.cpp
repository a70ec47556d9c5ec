#include "webhooks/http/bounded_stream.h"

#include <gmock/gmock.h>

#include <memory>
#include <string>
#include <utility>

namespace sportello::webhooks {
namespace {

struct Carried {
  std::string bytes;
  std::size_t waiting = 0;
  int closed = 0;
  int aborted = 0;
};

class FakePipe : public Pipe {
 public:
  explicit FakePipe(Carried& carried) : carried_(carried) {}
  std::size_t waiting() const override { return carried_.waiting; }
  void put(std::string_view bytes) override { carried_.bytes += bytes; }
  void close() override { ++carried_.closed; }
  void abort() override { ++carried_.aborted; }

 private:
  Carried& carried_;
};

std::unique_ptr<BoundedStream> open(Carried& carried, BoundedStream::Kind kind = BoundedStream::Kind::Events) {
  return std::make_unique<BoundedStream>(std::make_unique<FakePipe>(carried), 100, kind);
}

TEST(BoundedStream, CarriesUntilItsLimitAndThenAborts) {
  Carried carried;
  const auto stream = open(carried);
  carried.waiting = 90;
  EXPECT_TRUE(stream->write(std::string(10, 'x')));
  EXPECT_FALSE(stream->write(std::string(11, 'x')));
  carried.waiting = 0;
  EXPECT_FALSE(stream->write("x"));
  EXPECT_EQ(carried.bytes.size(), 10U);
  EXPECT_EQ(carried.aborted, 1);
  EXPECT_EQ(carried.closed, 0);
}

TEST(BoundedStream, EndsOnceAndTellsOnce) {
  Carried carried;
  const auto stream = open(carried);
  int told = 0;
  stream->on_close([&] { ++told; });
  stream->close();
  stream->abort();
  stream->expire();
  stream->close();
  EXPECT_EQ(carried.closed, 1);
  EXPECT_EQ(carried.aborted, 0);
  EXPECT_EQ(told, 1);
}

TEST(BoundedStream, MayBeClosedFromItsOwnCallback) {
  Carried carried;
  const auto stream = open(carried);
  stream->on_close([&] { stream->close(); });
  stream->abort();
  EXPECT_EQ(carried.aborted, 1);
}

TEST(BoundedStream, BeatsByACommentOnlyBetweenEvents) {
  Carried events;
  open(events)->beat();
  EXPECT_EQ(events.bytes, ":\n\n");
  Carried bytes;
  open(bytes, BoundedStream::Kind::Bytes)->beat();
  EXPECT_EQ(bytes.bytes, "");
}

TEST(BoundedStream, DropsAReaderThatCannotEvenTakeTheBeat) {
  Carried carried;
  const auto stream = open(carried);
  carried.waiting = 99;
  stream->beat();
  EXPECT_EQ(carried.aborted, 1);
}

TEST(BoundedStream, ExpiresRegularlyOnlyWhenAnyEndIsRegular) {
  Carried events;
  open(events)->expire();
  EXPECT_EQ(events.closed, 1);
  Carried bytes;
  open(bytes, BoundedStream::Kind::Bytes)->expire();
  EXPECT_EQ(bytes.aborted, 1);
}

}  // namespace
}  // namespace sportello::webhooks

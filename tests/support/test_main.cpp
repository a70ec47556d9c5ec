#include <gmock/gmock.h>

#ifdef SPORTELLO_SANITIZED
/// What ThreadSanitizer finds and no change of ours can mend. Each line has its reason.
extern "C" const char* __tsan_default_suppressions() {
  return
      // cpprestsdk reads one word, the bytes that wait in a stream, without its lock. We ask under the lock of
      // BoundedStream, which orders our own writes; a read of the connection meanwhile only makes the answer too high,
      // and the limit of what may wait stricter for a moment.
      "race:basic_producer_consumer_buffer<unsigned char>::in_avail\n"
      // A call that is given up lets go of cpprestsdk's connection while a thread of the library does. Who is last is
      // counted inside libcpprest, which is not compiled for ThreadSanitizer: it does not see the order.
      "race:pplx::details::_CancellationTokenRegistration::_Invoke\n";
}
#endif

int main(int argc, char** argv) {
  testing::InitGoogleMock(&argc, argv);
  return RUN_ALL_TESTS();
}

// A bounded random loop over the fuzz targets, for every test run: seeds are the given files,
// cut, glued and bent at random. The random numbers start from a fixed seed.
#include "tests/fuzz/targets.h"

#include <QByteArray>
#include <QDirIterator>
#include <QFile>
#include <QList>

#include <cstdio>
#include <cstdlib>
#include <random>

namespace {

using Target = void (*)(const uint8_t *, size_t);

const QList<QByteArray> pieces {"-- migrate:up\n",
                                "-- migrate:down\n",
                                " transaction:false",
                                "-- requires: a/1_b\n",
                                "$$",
                                "$x$",
                                "/*",
                                "*/",
                                "'",
                                "\"",
                                ";",
                                "\\",
                                "\r\n",
                                "\n",
                                "\xEF\xBB\xBF",
                                "\xe0\xb8\x81",
                                "\xff",
                                "{",
                                "}",
                                "[",
                                "]",
                                ":",
                                ",",
                                "\"id\":",
                                "BEGIN;",
                                "COPY a FROM STDIN;",
                                "CREATE TABLE a (b int);",
                                "((((((((",
                                "export A=",
                                "#",
                                "`",
                                "=",
                                "SELECT ",
                                "DO $$BEGIN END$$;",
                                "CASE WHEN "};

class Bender
{
public:
    Bender(QList<QByteArray> seeds, unsigned number) : m_seeds(std::move(seeds)), m_random(number)
    {
    }

    QByteArray next()
    {
        QByteArray text = m_seeds.at(below(m_seeds.size()));
        for (qsizetype i = below(8); i >= 0; --i)
            bend(text);
        return text.first(std::min<qsizetype>(text.size(), 64 * 1024));
    }

private:
    qsizetype below(qsizetype limit)
    {
        return limit <= 0
            ? 0
            : static_cast<qsizetype>(m_random() % static_cast<unsigned long long>(limit));
    }
    void bend(QByteArray &text)
    {
        const qsizetype at = below(text.size() + 1);
        switch (below(6)) {
        case 0:
            text.insert(at, pieces.at(below(pieces.size())));
            break;
        case 1:
            text.remove(at, below(40));
            break;
        case 2:
            if (at < text.size())
                text[at] = static_cast<char>(below(256));
            break;
        case 3:
            text.truncate(at);
            break;
        case 4:
            text += m_seeds.at(below(m_seeds.size())).mid(at, below(400));
            break;
        default:
            text.insert(at, pieces.at(below(pieces.size())).repeated(below(200)));
            break;
        }
    }

    QList<QByteArray> m_seeds;
    std::mt19937_64 m_random;
};

QList<QByteArray> readSeeds(int count, char *paths[])
{
    QList<QByteArray> seeds {QByteArray()};
    for (int i = 0; i < count; ++i) {
        QDirIterator files(
            QString::fromLocal8Bit(paths[i]), QDir::Files, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            QFile file(files.next());
            if (file.open(QIODevice::ReadOnly))
                seeds << file.readAll();
        }
    }
    return seeds;
}

} // namespace

int main(int argc, char *argv[])
{
    if (argc < 4) {
        std::fprintf(stderr, "usage: randomloop TARGET ROUNDS SEED_FOLDER...\n");
        return 2;
    }
    const QByteArray name(argv[1]);
    const Target target = name == "migration" ? aegisx::fuzz::migrationFile
        : name == "manifest"                  ? aegisx::fuzz::manifest
                                              : aegisx::fuzz::dotenv;
    const QList<QByteArray> seeds = readSeeds(argc - 3, argv + 3);
    if (seeds.size() < 3) {
        std::fprintf(stderr, "no seeds found\n");
        return 1;
    }
    Bender bender(seeds, 20251205);
    const int rounds = std::atoi(argv[2]);
    for (int i = 0; i < rounds; ++i) {
        const QByteArray text = bender.next();
        target(reinterpret_cast<const uint8_t *>(text.constData()),
               static_cast<size_t>(text.size()));
    }
    std::printf("%s: %d texts from %lld seeds, no crash\n",
                argv[1],
                rounds,
                static_cast<long long>(seeds.size()));
    return 0;
}
